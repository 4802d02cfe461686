import type { Key, Tree } from '@planish/core'
import { PlanishError, random, tidy, toPlanishError } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { batchCount, batches, batchOf, size, toTensors } from '@planish/datasets'
import type { Objective, Path } from '@planish/grad'
import { logistic, plain } from '@planish/grad'
import type { Optimizer, State } from '@planish/optim'
import { optimizerStep } from '@planish/optim'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { copyPoint, freePoint, type TrainingPoint, untouched } from './trainingPoint.ts'

/** What an epoch showed on the way. */
export interface EpochReport {
  /** Mean loss over the epoch's examples, each batch before its step; NaN once training has diverged. */
  readonly loss: number
  /** How the rule's perturbed passes were run, at worst: `loop` if any batch's were. */
  readonly path: Path
}

/** What {@link train} takes. */
export interface TrainOptions<P extends Tree, S extends State> {
  readonly objective: Objective<P>
  /** A rule followed by transformations that end in a learning rate. */
  readonly optimizer: Optimizer<S>
  readonly data: Dataset
  readonly epochs: number
  readonly batchSize: number
  /** Decides the initial parameters, the order of the examples and what rule and model draw. */
  readonly key: Key
  /** Where to go on; stays the caller's. Default: fresh parameters. */
  readonly from?: TrainingPoint<P, S>
  /** Called after each step, for progress. */
  readonly onStep?: (step: { readonly epoch: number; readonly step: number; readonly steps: number }) => void
  /** Called after each epoch, for measuring and saving. The point is freed afterwards: don't keep it. */
  readonly onEpoch?: (point: TrainingPoint<P, S>, report: EpochReport) => Promise<void>
  /** Steps of an epoch between two calls of `onCheckpoint`; without it there are none on the way. */
  readonly checkpointEvery?: number
  /**
   * Called in the midst of an epoch, after each `checkpointEvery` steps and when the signal has been raised with
   * steps to lose, for saving. The point is freed afterwards: don't keep it.
   */
  readonly onCheckpoint?: (point: TrainingPoint<P, S>) => Promise<void>
  /** Ends the training with an `interrupted` error at the next step, once `onCheckpoint` has what is done. */
  readonly signal?: AbortSignal
}

/** Steps run back to back for so long; then what waits (timers, signals, a page) gets its turn. */
const millisecondsBetweenPauses = 50

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0))

/** One step on the examples at these indices, and the sum of their losses. */
function stepOn<P extends Tree, S extends State>(
  { objective, optimizer, data }: TrainOptions<P, S>,
  { params, state }: TrainingPoint<P, S>,
  indices: Int32Array,
  key: Key,
) {
  const [ruleKey, drawsKey] = random.split(key)
  return tidy(() => {
    const batch = {
      ...toTensors(batchOf(data, indices)),
      indices: tf.tensor1d(indices, 'int32'),
      draws: { key: drawsKey, first: 0 },
    }
    const { losses, ...step } = optimizerStep(objective, optimizer, params, state, batch, ruleKey)
    return { ...step, loss: tf.sum(losses) }
  })
}

/** The rest of one pass over the data; the given point is freed. */
async function epochFrom<P extends Tree, S extends State>(
  options: TrainOptions<P, S>,
  orderKey: Key,
  stepKey: Key,
  start: TrainingPoint<P, S>,
): Promise<{ point: TrainingPoint<P, S>; report: EpochReport }> {
  const { optimizer, data, batchSize, signal, onStep, onCheckpoint } = options
  const { checkpointEvery = Number.POSITIVE_INFINITY } = options
  const { epoch, midway: begun = untouched } = start
  const steps = batchCount(data, { batchSize })
  const keyOfEpoch = random.foldIn(stepKey, epoch)
  let point = start
  let { step, path } = begun
  let lossSum: Tensor = tf.scalar(begun.lossSum)
  let since = performance.now()
  let paused = since

  /** The point with what is known only once the device has caught up. */
  const reached = async () => {
    const [sum = Number.NaN] = await lossSum.data()
    const seconds = point.seconds + (performance.now() - since) / 1000
    return { ...point, midway: { step, lossSum: sum, path }, seconds }
  }
  const handOn = async (): Promise<void> => {
    if (onCheckpoint === undefined) return
    point = await reached()
    await onCheckpoint(point)
    since = performance.now()
  }

  try {
    for (const { indices, position } of batches(data, {
      batchSize,
      key: orderKey,
      epoch,
      position: step,
    })) {
      if (signal?.aborted) {
        if (step > begun.step) await handOn()
        throw new PlanishError('interrupted', 'training was interrupted')
      }
      const stepped = stepOn(options, point, indices, random.foldIn(keyOfEpoch, position))
      const sum = tidy(() => tf.add(lossSum, stepped.loss))
      tf.dispose([stepped.loss, lossSum])
      freePoint(point)
      lossSum = sum
      step = position + 1
      path = slower(path, stepped.path)
      point = {
        ...point,
        params: stepped.params,
        state: stepped.state,
        gradientEvaluations: point.gradientEvaluations + optimizer.gradientEvaluations,
      }
      onStep?.({ epoch, step, steps })
      if (performance.now() - paused > millisecondsBetweenPauses) {
        await lossSum.data() // a device that works behind must not fall ever further behind
        await pause()
        paused = performance.now()
      }
      if (step % checkpointEvery === 0 && step < steps) await handOn()
    }
    const { midway, ...finished } = await reached()
    return {
      point: { ...finished, epoch: epoch + 1 },
      report: { loss: midway.lossSum / size(data), path },
    }
  } catch (thrown) {
    freePoint(point)
    throw thrown
  } finally {
    lossSum.dispose()
  }
}

const pathsBySpeed: readonly Path[] = ['batch', 'vectorised', 'loop']

const slower = (a: Path, b: Path): Path => (pathsBySpeed.indexOf(a) > pathsBySpeed.indexOf(b) ? a : b)

/** Fails before the first step where the model's logits are not those of the data's classes. */
function expectLogitsFor<P extends Tree>({ model, loss }: Objective<P>, params: P, data: Dataset): void {
  const logits = tidy(() => model.apply(plain)(params, toTensors(batchOf(data, [0])).inputs).shape)
  const wanted = loss.name === logistic.name && data.classes === 2 ? 1 : data.classes
  if (logits.length === 2 && logits[1] === wanted) return
  throw new PlanishError(
    'model',
    `the model makes logits of shape [${logits.join(', ')}] of one example; "${data.name}" has ${data.classes} classes, for which ${loss.name} takes [1, ${wanted}]`,
  )
}

/** Fails before the first step where checkpoints or the point to go on from don't go with the epochs' steps. */
function expectStepsOf<P extends Tree, S extends State>({
  data,
  batchSize,
  checkpointEvery = 1,
  from,
}: TrainOptions<P, S>): void {
  if (!Number.isInteger(checkpointEvery) || checkpointEvery < 1) {
    throw new PlanishError('usage', `checkpointEvery must be a whole number from 1, not ${checkpointEvery}`)
  }
  const steps = batchCount(data, { batchSize })
  const { step } = from?.midway ?? untouched
  if (Number.isInteger(step) && step >= 0 && step < steps) return
  throw new PlanishError(
    'usage',
    `training can’t go on after step ${step} of an epoch: here an epoch has ${steps}`,
    'go on with the data and the batch size that it was begun with',
  )
}

/**
 * Trains a model, epoch after epoch, and delivers where it ended; the result's tensors are the caller's.
 *
 * The same key gives the same draws on every backend (initial parameters, order, what rule and model draw), and on one
 * backend the same run bit for bit, also when it is interrupted after any step and goes on `from` there.
 *
 * @returns an `interrupted` error if the signal was raised; a `usage` error if `from` stands where no epoch of these
 * data in such batches comes; or whatever the objective or the data threw
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { train } from '@planish/lab'
 * import { linear } from '@planish/models'
 * import { followedBy, sam, sgd } from '@planish/optim'
 *
 * const data = orThrow(gaussianToy({ size: 100, dimension: 10, signal: 2, sigma: 1, key: random.key(0) }))
 * const trained = await train({
 *   objective: { model: linear({ inputShape: [10], classes: 1 }), loss: logistic },
 *   optimizer: followedBy(sgd({ learningRate: 0.1 }))(sam({ rho: 0.05, m: 1 })),
 *   data,
 *   epochs: 3,
 *   batchSize: 20,
 *   key: random.key(1),
 * })()
 * ```
 */
export const train = <P extends Tree, S extends State>(
  options: TrainOptions<P, S>,
): TE.TaskEither<PlanishError, TrainingPoint<P, S>> =>
  TE.tryCatch(
    async () => {
      const { objective, optimizer, epochs, key, from, onEpoch } = options
      expectStepsOf(options)
      const [initKey, orderKey, stepKey] = random.split(key, 3) as [Key, Key, Key]
      let point: TrainingPoint<P, S>
      if (from === undefined) {
        const params = objective.model.init(initKey)
        const state = optimizer.init(params)
        point = { params, state, epoch: 0, gradientEvaluations: 0, seconds: 0 }
      } else point = copyPoint(from)
      try {
        expectLogitsFor(objective, point.params, options.data)
      } catch (thrown) {
        freePoint(point)
        throw thrown
      }
      while (point.epoch < epochs) {
        const finished = await epochFrom(options, orderKey, stepKey, point)
        point = finished.point
        try {
          await onEpoch?.(point, finished.report)
        } catch (thrown) {
          freePoint(point)
          throw thrown
        }
      }
      return point
    },
    toPlanishError('model', 'training failed'),
  )
