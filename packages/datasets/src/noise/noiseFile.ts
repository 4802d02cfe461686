import { PlanishError, safetensors } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Dataset, size } from '../dataset.ts'
import { checkLabels } from '../labels.ts'
import { isNoisy, type NoisyDataset } from './noisyDataset.ts'
import { type Realised, realise } from './realised.ts'
import { type NoiseRecord, noiseFromJson, noiseToJson } from './record.ts'

/** The noisy labels of a data set with their book-keeping, without the inputs. */
export interface StoredNoise extends Realised {
  readonly labels: Int32Array
  readonly cleanLabels: Int32Array
  readonly noise: NoiseRecord
}

/**
 * The labels and books of a noisy data set as a safetensors file, for programs that have other random numbers:
 * `labels` and `cleanLabels` (int32, [n]), `mask` (bool, [n]), `realisedMatrix` (float64, [K, K]); the metadata's
 * `noise` is {@link noiseToJson} of the record, with specification and key.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, noiseToSafetensors, symmetric } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * noiseToSafetensors(orThrow(corrupt(symmetric({ rate: 0.2 }), random.key(1))(clean))) // bytes to write to a file
 * ```
 */
export function noiseToSafetensors(noisy: NoisyDataset): Uint8Array<ArrayBuffer> {
  const { labels, cleanLabels, mask, realisedMatrix, noise, classes } = noisy
  const shape = [size(noisy)]
  return safetensors.encode(
    {
      labels: { dtype: 'int32', shape, data: Int32Array.from(labels) },
      cleanLabels: { dtype: 'int32', shape, data: Int32Array.from(cleanLabels) },
      mask: { dtype: 'bool', shape, data: Uint8Array.from(mask) },
      realisedMatrix: {
        dtype: 'float64',
        shape: [classes, classes],
        data: Float64Array.from(realisedMatrix.flat()),
      },
    },
    { noise: noiseToJson(noise) },
  )
}

const broken = (message: string): E.Either<PlanishError, never> =>
  E.left(new PlanishError('format', `noise file: ${message}`, 'write it anew with noiseToSafetensors'))

type Decoded = E.Either<PlanishError, StoredNoise>

/** The labels that a file holds, where its books are those of its labels. */
function checked({ tensors }: safetensors.Decoded, noise: NoiseRecord): Decoded {
  const { labels, cleanLabels, mask, realisedMatrix } = tensors
  for (const [name, tensor, dtype] of [
    ['labels', labels, 'int32'],
    ['cleanLabels', cleanLabels, 'int32'],
    ['mask', mask, 'bool'],
    ['realisedMatrix', realisedMatrix, 'float64'],
  ] as const) {
    if (tensor === undefined) return broken(`it has no tensor ${name}`)
    if (tensor.dtype !== dtype) return broken(`${name} is ${tensor.dtype}, not ${dtype}`)
  }
  if (labels?.dtype !== 'int32' || cleanLabels?.dtype !== 'int32') return broken('its labels are not int32')
  const { classes } = noise
  // Before anything of that size is made: a file of a few bytes may state any number of classes.
  if (`${realisedMatrix?.shape}` !== `${[classes, classes]}`) {
    return broken(
      `its realised matrix is of shape [${realisedMatrix?.shape.join(', ')}], not [${classes}, ${classes}]`,
    )
  }
  for (const [name, tensor] of Object.entries({ labels, cleanLabels, mask })) {
    if (tensor?.shape.length !== 1)
      return broken(`${name} is of shape [${tensor?.shape.join(', ')}], not a list`)
  }
  if (labels.data.length !== cleanLabels.data.length) {
    return broken(`${labels.data.length} labels, ${cleanLabels.data.length} clean ones`)
  }
  const wrong =
    checkLabels(labels.data, noise.classes) ??
    checkLabels(
      cleanLabels.data.filter(label => label !== -1),
      noise.classes,
    )
  if (wrong !== undefined) return broken(wrong)
  const books = realise(cleanLabels.data, labels.data, noise.classes)
  const same = (stored: ArrayLike<number> | undefined, counted: ArrayLike<number>): boolean =>
    stored?.length === counted.length && Array.from(counted).every((value, at) => stored[at] === value)
  if (!same(mask?.data as Uint8Array, books.mask)) return broken('its mask is not that of its labels')
  if (!same(realisedMatrix?.data as Float64Array, books.realisedMatrix.flat())) {
    return broken('its realised matrix is not that of its labels')
  }
  return E.right({ labels: labels.data, cleanLabels: cleanLabels.data, ...books, noise })
}

/**
 * Reads what {@link noiseToSafetensors} wrote; {@link applyNoise} puts it on the data set.
 *
 * @returns PlanishError `format` when it is no such file, or its mask or matrix are not those of its labels
 * @example
 * ```ts
 * import { noiseFromSafetensors } from '@planish/datasets'
 *
 * noiseFromSafetensors(Uint8Array.of(1, 2, 3))._tag // 'Left'
 * ```
 */
export const noiseFromSafetensors = (bytes: Uint8Array): Decoded =>
  pipe(
    safetensors.decode(bytes),
    E.chain(file =>
      file.metadata.noise === undefined
        ? broken('its metadata have no noise')
        : pipe(
            noiseFromJson(file.metadata.noise),
            E.chain(noise => checked(file, noise)),
          ),
    ),
  )

/**
 * A clean data set with stored labels in the place of its own: nothing is drawn.
 *
 * @returns PlanishError `usage` when the data set's labels are not the stored clean ones, it is noisy already, or the
 * noise replaced inputs too, which are not stored: `replay` draws those
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { applyNoise, corrupt, gaussianToy, noiseFromSafetensors, noiseToSafetensors, symmetric } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * const file = noiseToSafetensors(orThrow(corrupt(symmetric({ rate: 0.2 }), random.key(1))(clean)))
 * orThrow(applyNoise(orThrow(noiseFromSafetensors(file)))(clean)).mask // the same again
 * ```
 */
export const applyNoise =
  (stored: StoredNoise) =>
  (dataset: Dataset): E.Either<PlanishError, NoisyDataset> => {
    const refuse = (message: string, hint: string): E.Either<PlanishError, NoisyDataset> =>
      E.left(new PlanishError('usage', message, hint))
    if (isNoisy(dataset))
      return refuse(`"${dataset.name}" is noisy already`, 'apply stored noise to the clean data set')
    if (stored.cleanLabels.includes(-1)) {
      return refuse('the stored noise replaced inputs, which are not stored', 'replay its record')
    }
    const { labels, classes } = dataset
    if (classes !== stored.noise.classes) {
      return refuse(
        `the stored noise is of ${stored.noise.classes} classes, "${dataset.name}" has ${classes}`,
        'apply it to the data set that it was drawn on',
      )
    }
    const differing =
      labels.length === stored.cleanLabels.length
        ? labels.findIndex((label, index) => label !== stored.cleanLabels[index])
        : Math.min(labels.length, stored.cleanLabels.length)
    return differing < 0
      ? E.right({ ...dataset, ...stored })
      : refuse(
          `the stored noise is of other data than "${dataset.name}": they differ from example ${differing} on`,
          'apply it to the data set that it was drawn on, the same sub-sample, in the same order',
        )
  }
