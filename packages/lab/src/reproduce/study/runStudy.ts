import { join } from 'node:path'
import type { Backend } from '@planish/backend'
import { readMetrics } from '../../run/directory.ts'
import type { ExperimentConfig } from '../../run/record.ts'
import { runName } from '../../run/runName.ts'
import { trialResult } from '../../run/summary.ts'
import type { Choice, Tried } from '../result.ts'
import { finishRun, isFinished } from './finishRun.ts'
import type { Measurement } from './measurement.ts'
import { measurementFile, measureRun, readMeasurement } from './measureRun.ts'
import type { StudyOutcome, Trial } from './outcome.ts'
import { shareOut, type Task } from './shareOut.ts'
import {
  type Candidate,
  type Condition,
  configOf,
  type Family,
  familiesOf,
  type Study,
  tuningSeed,
} from './study.ts'

/** What {@link runStudy} takes beside the study. */
export interface StudyOptions {
  /** Where the reproduction's runs stand: `runs/` below it, shared by all figures. */
  readonly root: string
  readonly backend: Backend
  readonly versions: ExperimentConfig['versions']
  readonly signal?: AbortSignal
  /** Told of each piece of work that is done, of how many there are in all. */
  readonly onProgress?: (progress: StudyProgress) => void
  /** Told how far the training at hand is, in [0, 1]. */
  readonly onTraining?: (share: number) => void
}

/** How far a study is. */
export interface StudyProgress {
  /** What was done last, for people. */
  readonly what: string
  readonly done: number
  readonly of: number
  /** Seconds that it took this process; undefined where it stood done already or another process did it. */
  readonly seconds: number | undefined
}

interface Cell extends Task {
  readonly condition: string
  readonly family: string
  readonly candidate: Candidate
  readonly config: ExperimentConfig
  readonly path: string
  readonly what: string
}

/** Where each family's values are chosen: at every condition, or at the one that all follow. */
function tuningPlaces(study: Study): readonly (readonly [Condition, Family])[] {
  const { conditions, tunedAt } = study
  return conditions
    .filter(({ name }) => tunedAt === undefined || name === tunedAt)
    .flatMap(condition => familiesOf(study, condition).map(family => [condition, family] as const))
}

const seedsOf = ({ seeds }: Study): readonly number[] => Array.from({ length: seeds }, (_, i) => i + 1)

/** Trainings and measurements of a study in all. */
export function workOf(study: Study, measures: boolean): number {
  const tuned = tuningPlaces(study).map(([, { candidates }]) => candidates.length)
  const searched = tuned.reduce((sum, count) => sum + (count > 1 ? count : 0), 0)
  const places = study.conditions.reduce((sum, condition) => sum + familiesOf(study, condition).length, 0)
  return searched + places * study.seeds * (measures ? 2 : 1)
}

/** Best accuracy of any epoch on the validation examples, whose labels are as noisy as the others. */
const bestValidation = async (path: string): Promise<number> =>
  Math.max(...(await readMetrics(path)).map(({ validation }) => validation))

/** The first of those that did best. */
const best = (tried: readonly Tried[]): Tried | undefined =>
  tried.find(({ validation }) => tried.every(other => other.validation <= validation))

/**
 * Runs all of a study that is not done yet, each training in its own run directory, so that a kill at any moment loses
 * little and another call goes on from there. Several processes may be called with the same study: they share it out.
 *
 * Values are chosen first, with {@link tuningSeed}: the candidate with the best noisy-validation accuracy of any epoch,
 * the first of equals. What was chosen is then trained with each of the study's seeds.
 *
 * @param figure names what is measured
 * @throws PlanishError `interrupted` once the signal is raised, or what a training has against its configuration
 */
export async function runStudy<M>(
  figure: string,
  study: Study,
  measurement: Measurement<M> | undefined,
  options: StudyOptions,
): Promise<StudyOutcome<M>> {
  const { root, backend, versions, signal, onProgress, onTraining } = options
  const of = workOf(study, measurement !== undefined)
  let done = 0
  const run = async (tasks: readonly (Task & { readonly what: string })[]): Promise<void> => {
    let began = performance.now()
    const timed = tasks.map(task => ({
      ...task,
      work: () => {
        began = performance.now()
        return task.work()
      },
    }))
    await shareOut(
      timed,
      ({ what }, mine) => {
        const took = mine ? (performance.now() - began) / 1000 : undefined
        onProgress?.({ what, done: ++done, of, seconds: took })
      },
      signal,
    )
  }
  const cellOf = (condition: Condition, family: string, candidate: Candidate, seed: number): Cell => {
    const config = configOf(study, condition, candidate, seed, { backend: backend.name, versions })
    const path = join(root, 'runs', runName([candidate.rule, config.noise, `seed=${seed}`], config))
    const place = study.conditions.length > 1 ? `${condition.name}, ` : ''
    return {
      condition: condition.name,
      family,
      candidate,
      config,
      path,
      what: `${place}${family}, ${seed === tuningSeed ? `trying ${candidate.rule} at rate ${config.learningRate}` : `seed ${seed}`}`,
      lock: `${path}.lock`,
      isDone: () => isFinished(path),
      work: () =>
        finishRun(path, config, {
          ...(signal && { signal }),
          onEvent: event => event.type === 'progress' && onTraining?.(event.done),
        }),
    }
  }

  const places = tuningPlaces(study)
  const searched = places
    .filter(([, { candidates }]) => candidates.length > 1)
    .flatMap(([condition, { name, candidates }]) =>
      candidates.map(candidate => cellOf(condition, name, candidate, tuningSeed)),
    )
  await run(searched)
  const choices: Choice[] = []
  for (const [condition, { name, candidates }] of places) {
    const tried: Tried[] = []
    for (const candidate of candidates.length > 1 ? candidates : []) {
      const { path } = cellOf(condition, name, candidate, tuningSeed)
      tried.push({ ...candidate, validation: await bestValidation(path) })
    }
    const { rule, learningRate } = best(tried) ?? (candidates[0] as Candidate)
    choices.push({ condition: condition.name, family: name, rule, learningRate, tried })
  }

  const chosenFor = (condition: Condition, { name }: Family): Candidate =>
    choices.find(
      choice => choice.family === name && choice.condition === (study.tunedAt ?? condition.name),
    ) as Choice
  const cells = study.conditions.flatMap(condition =>
    familiesOf(study, condition).flatMap(family =>
      seedsOf(study).map(seed => cellOf(condition, family.name, chosenFor(condition, family), seed)),
    ),
  )
  await run(cells)

  const fileFor = ({ path }: Cell, measurement: Measurement<M>): string =>
    measurementFile(path, figure, measurement)
  if (measurement !== undefined) {
    await run(
      cells.map(cell => {
        const file = fileFor(cell, measurement)
        return {
          ...cell,
          what: `${cell.what}, measured`,
          isDone: async () => (await readMeasurement(file, measurement)) !== undefined,
          work: () => measureRun(cell.path, cell.config, file, measurement),
        }
      }),
    )
  }

  const trials: Trial<M>[] = []
  for (const cell of cells) {
    const { condition, family, candidate, config, path } = cell
    const epochs = await readMetrics(path)
    trials.push({
      ...trialResult(config.seed, epochs),
      condition,
      family,
      rule: candidate.rule,
      learningRate: config.learningRate,
      path,
      epochs,
      measured: (measurement && (await readMeasurement(fileFor(cell, measurement), measurement))) as M,
    })
  }
  const all = [...searched, ...cells].map(async ({ path }) => (await readMetrics(path)).at(-1)?.seconds ?? 0)
  const seconds = (await Promise.all(all)).reduce((sum, of) => sum + of, 0)
  return { study, choices, trials, seconds }
}
