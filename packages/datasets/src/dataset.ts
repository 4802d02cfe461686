import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { checkLabels } from './labels.ts'

/** How a stored value becomes what the network sees: `x / divide − mean`. */
export interface Scale {
  readonly divide: number
  readonly mean: number
}

/** Leaves values as they are. */
export const identityScale: Scale = { divide: 1, mean: 0 }

/**
 * Labelled examples on the host: plain data, never changed in place.
 *
 * `inputs` holds n × prod(`inputShape`) values, row-major, images as [height, width, channels]. `labels` are what
 * training sees, each in [0, `classes`).
 */
export interface Dataset {
  readonly name: string
  readonly inputs: Uint8Array | Float32Array
  readonly inputShape: readonly number[]
  readonly labels: Int32Array
  readonly classes: number
  readonly classNames?: readonly string[]
  readonly scale: Scale
}

/** The two halves that a source delivers. */
export interface Split<Train extends Dataset = Dataset> {
  readonly train: Train
  readonly test: Dataset
}

/**
 * The number of examples.
 *
 * @example
 * ```ts
 * import { fashionMnistSubset } from '@planish/datasets/node'
 * import { size } from '@planish/datasets'
 * import { orThrow } from '@planish/core'
 *
 * size(orThrow(await fashionMnistSubset()()).train) // 8000
 * ```
 */
export const size = (dataset: Dataset): number => dataset.labels.length

/** How many values one example has: the product of `inputShape`. */
export const valuesPerExample = (inputShape: readonly number[]): number =>
  inputShape.reduce((product, side) => product * side, 1)

/**
 * The data set itself where its parts fit together: as many inputs as labels, every label in [0, classes).
 *
 * Sources of Planish check what they deliver; this is for data sets built by hand.
 *
 * @returns PlanishError `format`, naming the first thing that does not fit
 * @example
 * ```ts
 * import { checkDataset, identityScale } from '@planish/datasets'
 *
 * checkDataset({
 *   name: 'mine',
 *   inputs: Float32Array.of(0.5, 1, 2, 3),
 *   inputShape: [2],
 *   labels: Int32Array.of(0, 1),
 *   classes: 2,
 *   scale: identityScale,
 * })._tag // 'Right'
 * ```
 */
export function checkDataset<D extends Dataset>(dataset: D): E.Either<PlanishError, D> {
  const { name, inputs, inputShape, labels, classes, classNames } = dataset
  const wrong = (message: string): E.Either<PlanishError, D> =>
    E.left(new PlanishError('format', `data set "${name}": ${message}`))
  if (inputs.length !== labels.length * valuesPerExample(inputShape)) {
    return wrong(
      `${inputs.length} input values are not ${labels.length} examples of shape [${inputShape.join(', ')}]`,
    )
  }
  if (classNames !== undefined && classNames.length !== classes) {
    return wrong(`${classNames.length} class names for ${classes} classes`)
  }
  const fault = checkLabels(labels, classes)
  return fault === undefined ? E.right(dataset) : wrong(fault)
}
