import { relative } from 'node:path'
import { peakAtEqualCost } from './evidence/equalCost.ts'
import type { Figure } from './figure.ts'
import type { FigureResult, Size, StudyRecord } from './result.ts'
import { familyNames, type StudyOutcome } from './study/outcome.ts'
import { runStudy, type StudyOptions } from './study/runStudy.ts'
import { type Study, tuningSeed } from './study/study.ts'

type Plain = string | number | null

function recordOf(outcome: StudyOutcome, root: string): StudyRecord {
  const { study, choices, trials } = outcome
  return {
    shared: study.setting as unknown as { readonly [field: string]: Plain },
    conditions: study.conditions.map(({ name, config }) => ({
      name,
      config: config as { readonly [field: string]: Plain },
    })),
    families: familyNames(study),
    tuningSeed,
    choices,
    trials: trials.map(trial => ({
      condition: trial.condition,
      family: trial.family,
      seed: trial.seed,
      peak: trial.peak,
      final: trial.final,
      noisyValidation: trial.noisyValidation,
      peakAtEqualCost: peakAtEqualCost(outcome)(trial) as number,
      cleanTrain: trial.cleanTrain,
      noisyTrain: trial.noisyTrain,
      gradientEvaluations: trial.gradientEvaluations,
      run: relative(root, trial.path),
    })),
  }
}

/** What {@link reproduceFigure} takes beside the figure. */
export interface ReproduceOptions extends StudyOptions {
  readonly size: Size
  /** The command that makes the figure again. */
  readonly command: string
  /** Changes every study before it is run, as other data do. */
  readonly altered?: (study: Study) => Study
}

/** Runs what a figure rests on, from wherever it stands, and draws its conclusions. */
export async function reproduceFigure(figure: Figure, options: ReproduceOptions): Promise<FigureResult> {
  const { size, command, root, backend, versions, altered = study => study } = options
  const outcome = await runStudy(
    figure.name,
    altered(figure.study(size)),
    figure.measurement?.(size),
    options,
  )
  const conclusion = figure.conclude(outcome, size)
  return {
    version: 1,
    figure: figure.name,
    title: figure.title,
    hypothesis: figure.hypothesis,
    size,
    ...conclusion,
    notes: [...conclusion.notes, ...(figure.unevenSearch === undefined ? [] : [figure.unevenSearch])],
    study: recordOf(outcome, root),
    command,
    backend: { name: backend.name, device: backend.device, version: backend.version },
    versions,
    seconds: outcome.seconds,
  }
}
