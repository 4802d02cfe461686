import type { ExperimentConfig, RunRecord } from '../../run/record.ts'
import { count, percent } from '../format.ts'
import { type Html, html } from '../html.ts'
import { repeatCommand } from './repeatCommand.ts'
import { commandToRepeat, type Line, settingsTable } from './settingsTable.ts'

const code = (text: string): Html => html`<code>${text}</code>`

function dataLines({ config, result: { data } }: RunRecord): readonly Line[] {
  return [
    ['data', code(config.data), data.name],
    [
      'examples',
      `${count(data.trainExamples)} / ${count(data.validationExamples)} / ${count(data.testExamples)}`,
      'for training, validation and test',
    ],
    ['classes', count(data.classes), ''],
    ['noise', code(config.noise), 'how training and validation labels were made wrong'],
    [
      'realised noise',
      data.noiseRates.map(rate => percent(rate)).join(', '),
      `share of wrong training labels${data.noiseRates.length > 1 ? ', by seed' : ''}`,
    ],
    [
      'train examples',
      config.trainExamples === null ? 'all' : count(config.trainExamples),
      'of those that there are, validation among them',
    ],
    [
      'validation',
      config.validation < 1 ? percent(config.validation) : count(config.validation),
      'training examples set aside, with noisy labels',
    ],
  ]
}

function trainingLines({ config, result: { data, rows } }: RunRecord): readonly Line[] {
  return [
    ['model', code(config.model), `${count(data.parameters)} parameters`],
    ['loss', code(config.loss), ''],
    ...rows.map(({ rule, label }): Line => ['rule', code(rule), label]),
    ['epochs', count(config.epochs), 'passes over the training examples'],
    ['batch size', count(config.batchSize), 'examples a step'],
    ['learning rate', String(config.learningRate), ''],
    ['momentum', String(config.momentum), ''],
    ['weight decay', String(config.weightDecay), ''],
    [
      'measured',
      count(config.measured),
      'the most training examples measured after an epoch; the last epoch measures all',
    ],
    ['up-weighting ρ', String(config.upWeightingRho), 'radius at which up-weighting is measured'],
    seedLine(config),
  ]
}

/** Seeds of a run, from the first to the last. */
const seedLine = ({ seed, seeds }: ExperimentConfig): Line =>
  seeds === 1
    ? ['seed', String(seed), 'of the noise, the initial weights and the order']
    : ['seeds', `${seed} to ${seed + seeds - 1}`, 'each with its own noise, initial weights and order']

function machineLines({ config, result: { backend, versions } }: RunRecord): readonly Line[] {
  return [
    ['backend', code(config.backend), `ran on ${backend.name} ${backend.version}, ${backend.device}`],
    ...Object.entries(versions).map(([name, version]): Line => [name, version, '']),
  ]
}

/** Everything that determined the run, and the command that repeats it. */
export const configurationSection = (record: RunRecord): Html =>
  html`${settingsTable('Configuration of the run', [
    ['Data', dataLines(record)],
    ['Training', trainingLines(record)],
    ['Machine', machineLines(record)],
  ])}
${commandToRepeat('Command that repeats the run', repeatCommand(record.config))}`
