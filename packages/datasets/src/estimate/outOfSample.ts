import { PlanishError, toPlanishError } from '@planish/core'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Dataset, size } from '../dataset.ts'
import { subset } from '../select.ts'
import { type FoldOptions, stratifiedFolds } from './folds.ts'
import type { Predictions } from './predictions.ts'

/** Trains on one part, and says the probabilities of the other: [examples held out, classes], row-major. */
export type FitAndPredict<D extends Dataset> = (
  training: D,
  heldOut: D,
  fold: number,
) => ArrayLike<number> | Promise<ArrayLike<number>>

/**
 * Probabilities for every example of a data set from a network that was not trained on it: k-fold cross-validation,
 * stratified by the labels given, one training after the other. What estimates of noise need.
 *
 * @returns PlanishError `usage` when a fold's probabilities are not as many as they should be, or whatever `fit` threw
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { estimateNoise, outOfSample, twoMoons } from '@planish/datasets'
 *
 * const moons = orThrow(twoMoons({ size: 60, sigma: 0.1, key: random.key(0) }))
 * const predictions = orThrow(
 *   await outOfSample(moons, { folds: 3, key: random.key(1) }, (training, heldOut) =>
 *     Array.from(heldOut.labels, label => (label === 0 ? [0.9, 0.1] : [0.2, 0.8])).flat(), // train here
 *   )(),
 * )
 * orThrow(estimateNoise(predictions)).noiseRate // 0
 * ```
 */
export const outOfSample = <D extends Dataset>(
  dataset: D,
  options: FoldOptions,
  fit: FitAndPredict<D>,
): TE.TaskEither<PlanishError, Predictions> =>
  TE.tryCatch(
    async () => {
      const { labels, classes } = dataset
      const probabilities = new Float64Array(size(dataset) * classes)
      for (const [fold, { training, heldOut }] of stratifiedFolds(labels, options).entries()) {
        const found = await fit(subset(training)(dataset), subset(heldOut)(dataset), fold)
        if (found.length !== heldOut.length * classes) {
          throw new PlanishError(
            'usage',
            `fold ${fold}: ${found.length} probabilities for ${heldOut.length} examples of ${classes} classes`,
          )
        }
        for (const [row, index] of heldOut.entries()) {
          for (let c = 0; c < classes; c++) {
            probabilities[index * classes + c] = found[row * classes + c] as number
          }
        }
      }
      return { labels, probabilities, classes }
    },
    toPlanishError('model', 'out-of-sample probabilities'),
  )
