import { type Dataset, size } from './dataset.ts'
import { countLabels } from './labels.ts'
import { isNoisy } from './noise/noisyDataset.ts'
import type { NoiseRecord } from './noise/record.ts'

/** What there is to know about a data set, as plain data that survives JSON. */
export interface Inspection {
  readonly name: string
  readonly size: number
  readonly inputShape: readonly number[]
  readonly classes: number
  readonly classNames: readonly string[] | null
  /** Of the labels that training sees. */
  readonly countPerClass: readonly number[]
  /** Of the clean labels; null where no noise was drawn, as the rest below. */
  readonly cleanCountPerClass: readonly number[] | null
  /** The fraction of labels that differ from the clean ones. */
  readonly noiseRate: number
  readonly realisedMatrix: readonly (readonly number[])[] | null
  readonly noise: NoiseRecord | null
}

/**
 * Counts per class and, of a noisy data set, what the noise really did.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, inspect, symmetric } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * const spec = symmetric({ rate: 0.25, count: 'exact' })
 * inspect(orThrow(corrupt(spec, random.key(1))(clean))).noiseRate // 0.25
 * ```
 */
export function inspect(dataset: Dataset): Inspection {
  const { name, inputShape, classes, classNames = null, labels } = dataset
  const noisy = isNoisy(dataset) ? dataset : undefined
  const replaced = noisy?.mask.reduce((sum, flag) => sum + flag, 0) ?? 0
  return {
    name,
    size: size(dataset),
    inputShape,
    classes,
    classNames,
    countPerClass: countLabels(labels, classes),
    cleanCountPerClass: noisy === undefined ? null : countLabels(noisy.cleanLabels, classes),
    noiseRate: replaced / Math.max(1, size(dataset)),
    realisedMatrix: noisy?.realisedMatrix ?? null,
    noise: noisy?.noise ?? null,
  }
}
