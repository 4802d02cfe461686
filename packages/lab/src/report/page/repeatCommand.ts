import type { ExperimentConfig } from '../../run/record.ts'
import { shellWord } from '../../run/shellWord.ts'

/** The command that repeats a run, an option a line. */
export function repeatCommand(config: ExperimentConfig): string {
  const options: readonly (readonly [name: string, value: string | number | null])[] = [
    ['data', config.data],
    ['noise', config.noise],
    ['model', config.model],
    ['loss', config.loss],
    ...config.rules.map(rule => ['rule', rule] as const),
    ['epochs', config.epochs],
    ['batch-size', config.batchSize],
    ['learning-rate', config.learningRate],
    ['momentum', config.momentum],
    ['weight-decay', config.weightDecay],
    ['validation', config.validation],
    ['examples', config.trainExamples],
    ['measured', config.measured],
    ['seed', config.seed],
    ['seeds', config.seeds],
    ['backend', config.backend],
  ]
  const words = options.flatMap(([name, value]) =>
    value === null ? [] : [`--${name} ${shellWord(String(value))}`],
  )
  return ['planish train', ...words].join(' \\\n  ')
}
