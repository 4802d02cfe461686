import { orThrow, type PlanishError, type Tree, toPlanishError } from '@planish/core'
import { isNoisy, size } from '@planish/datasets'
import type { State } from '@planish/optim'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { NamedRule } from '../spec/ruleKind.ts'
import { decodeRule } from '../spec/rules.ts'
import { measure, sample } from '../train/measure.ts'
import { train } from '../train/train.ts'
import { freePoint, type TrainingPoint } from '../train/trainingPoint.ts'
import { type Checkpoint, encodeCheckpoint, restorePoint } from './checkpoint.ts'
import { fingerprint } from './config.ts'
import { appendMetrics, fileOf, type RunDirectory, readMetrics, writeResult } from './directory.ts'
import { parameterCount, type Setting } from './experiment.ts'
import { writeWhole } from './files.ts'
import type { Prepared } from './prepare.ts'
import type { EpochMetrics, ExperimentConfig, RunRecord, RunResult } from './record.ts'
import { resultRow, trialResult } from './summary.ts'
import { trainingOf } from './training.ts'
import { versions } from './versions.ts'

/** What a run tells while it goes on. */
export type RunEvent =
  | {
      readonly type: 'progress'
      readonly label: string
      readonly seed: number
      readonly epoch: number
      readonly epochs: number
      /** Share of the whole run that is done, in [0, 1]. */
      readonly done: number
    }
  | { readonly type: 'epoch'; readonly label: string; readonly metrics: EpochMetrics; readonly done: number }

/** What {@link runExperiment} takes beside the run. */
export interface RunOptions {
  readonly onEvent?: (event: RunEvent) => void
  /** Steps of an epoch from one checkpoint to the next, beside the one at its end. Default: half a minute's worth. */
  readonly checkpointEvery?: number
  readonly signal?: AbortSignal
}

interface Trial {
  readonly index: number
  readonly rule: string
  readonly named: NamedRule
  readonly seed: number
}

/** Every rule with the first seed, then every rule with the next. */
function trialsOf({ rules, seed, seeds }: ExperimentConfig): Trial[] {
  const named = rules.map(rule => ({ rule, named: orThrow(decodeRule(rule)).value }))
  return Array.from({ length: seeds }, (_, offset) => seed + offset).flatMap((ofSeed, block) =>
    named.map((entry, position) => ({ ...entry, index: block * named.length + position, seed: ofSeed })),
  )
}

/** How much of the run stands before each trial, and in it, counted in gradient evaluations. */
function workOf(trials: readonly Trial[]): (trial: Trial, epochsDone: number, epochs: number) => number {
  const costs = trials.map(({ named }) => named.gradientEvaluations)
  const total = costs.reduce((sum, cost) => sum + cost, 0)
  return ({ index }, epochsDone, epochs) => {
    const before = costs.slice(0, index).reduce((sum, cost) => sum + cost, 0)
    return (before + (costs[index] as number) * (epochsDone / epochs)) / total
  }
}

/** Up-weighting takes two passes an example: it and norms are measured on no more than so many, the same all through. */
const weighedExamples = 512

/**
 * Time from one checkpoint to the next in an epoch. Writing one takes 40 ms for 5 MB, an MLP of 670,000 parameters with
 * momentum, whose step takes 7 ms: counted in steps, what is next to nothing for it would be minutes of a ResNet's.
 */
const millisecondsBetweenCheckpoints = 30_000

/** Steps after which it is seen whether that time is over; to see it, one waits for the device. */
const stepsBetweenLooks = 50

/** Trains one rule with one seed, measuring after each epoch and saving on the way; resolves to the metrics' new length. */
async function runTrial(
  { path, config }: RunDirectory,
  trial: Trial,
  setting: Setting,
  start: { readonly metricsBytes: number; readonly checkpoint: Checkpoint | undefined },
  doneAfter: (epochs: number) => number,
  { onEvent, signal, checkpointEvery }: RunOptions,
): Promise<number> {
  const { named, rule, seed, index } = trial
  const { epochs, batchSize } = config
  const { data, trainKey, measureKey } = setting
  const { objective, optimizer } = trainingOf(named, config, setting)
  const from = start.checkpoint && restorePoint(start.checkpoint, objective, optimizer, trainKey)
  let { metricsBytes } = start
  let saved = performance.now()
  const save = async (point: TrainingPoint<Tree, State>): Promise<void> => {
    const position = { trial: index, metricsBytes, config: fingerprint(config) }
    await writeWhole(fileOf(path, 'checkpoint'), await encodeCheckpoint(point, position))
    saved = performance.now()
  }
  const isDue = (): boolean =>
    checkpointEvery !== undefined ||
    signal?.aborted === true ||
    performance.now() - saved >= millisecondsBetweenCheckpoints
  const measured = sample(config.measured, measureKey)(data.train)
  const weighed = sample(weighedExamples, measureKey)(data.train)
  try {
    const trained = await train({
      objective,
      optimizer,
      data: data.train,
      epochs,
      batchSize,
      key: trainKey,
      ...(from && { from }),
      ...(signal && { signal }),
      checkpointEvery: checkpointEvery ?? stepsBetweenLooks,
      onCheckpoint: async point => {
        if (isDue()) await save(point)
      },
      onStep: ({ epoch, step, steps }) =>
        onEvent?.({
          type: 'progress',
          label: named.label,
          seed,
          epoch,
          epochs,
          done: doneAfter(epoch + step / steps),
        }),
      onEpoch: async (point, { loss }) => {
        const { epoch, gradientEvaluations, seconds } = point
        const on = epoch === epochs ? data.train : measured
        const metrics: EpochMetrics = {
          rule,
          seed,
          epoch,
          loss: Number.isFinite(loss) ? loss : null,
          ...(await measure(objective, point.params, { ...data, train: on, weighed }, config.upWeightingRho)),
          gradientEvaluations,
          seconds,
        }
        metricsBytes += await appendMetrics(path, metrics)
        await save(point)
        onEvent?.({ type: 'epoch', label: named.label, metrics, done: doneAfter(epoch) })
      },
    })()
    freePoint(orThrow(trained))
  } finally {
    if (from !== undefined) freePoint(from)
  }
  return metricsBytes
}

function noiseRate({ data: { train } }: Setting): number {
  return isNoisy(train) ? train.mask.reduce((sum, wrong) => sum + wrong, 0) / size(train) : 0
}

async function resultOf(
  { path, config }: RunDirectory,
  trials: readonly Trial[],
  { backend, settings }: Prepared,
): Promise<RunResult> {
  const metrics = await readMetrics(path)
  const rows = config.rules.map(rule => {
    const own = trials.filter(trial => trial.rule === rule)
    const results = own.map(({ seed }) =>
      trialResult(
        seed,
        metrics.filter(line => line.rule === rule && line.seed === seed),
      ),
    )
    return resultRow(rule, (own[0] as Trial).named.label, results)
  })
  const { data, objective } = settings[0] as Setting
  return {
    version: 1,
    rows,
    backend: { name: backend.name, device: backend.device, version: backend.version },
    data: {
      name: data.train.name,
      trainExamples: size(data.train),
      validationExamples: size(data.validation),
      testExamples: size(data.test),
      classes: data.train.classes,
      parameters: parameterCount(objective.model),
      noiseRates: settings.map(noiseRate),
    },
    versions: versions(),
  }
}

/**
 * Runs an experiment in its directory from wherever it stands, and writes `result.json`. A trial that a checkpoint
 * shows as begun goes on from there, to the same bits as if it had never stopped.
 *
 * @returns the finished run; or an `interrupted` error when the signal is raised, with every step saved
 */
export const runExperiment = (
  directory: RunDirectory,
  prepared: Prepared,
  options: RunOptions = {},
): TE.TaskEither<PlanishError, RunRecord> =>
  TE.tryCatch(
    async () => {
      const { path, config, checkpoint } = directory
      const { epochs } = config
      const trials = trialsOf(config)
      const work = workOf(trials)
      let { metricsBytes } = directory
      for (const trial of trials.slice(checkpoint?.trial ?? 0)) {
        metricsBytes = await runTrial(
          directory,
          trial,
          prepared.settings[trial.seed - config.seed] as Setting,
          { metricsBytes, checkpoint: trial.index === checkpoint?.trial ? checkpoint : undefined },
          done => work(trial, done, epochs),
          options,
        )
      }
      const result = await resultOf(directory, trials, prepared)
      await writeResult(path, result)
      return { config, metrics: await readMetrics(path), result }
    },
    toPlanishError('io', 'the run failed'),
  )
