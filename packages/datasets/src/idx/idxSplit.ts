import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { inFile } from '../archive/inFile.ts'
import { checkDataset, type Dataset, type Scale, type Split } from '../dataset.ts'
import { decodeIdx, type Idx } from './decodeIdx.ts'

/** The four files that a data set of the MNIST kind comes in, gzipped or not. */
export interface IdxFiles {
  readonly trainImages: Uint8Array
  readonly trainLabels: Uint8Array
  readonly testImages: Uint8Array
  readonly testLabels: Uint8Array
}

/** What the files do not say themselves. */
export interface IdxOptions {
  /** `idx` unless given. */
  readonly name?: string
  /** 10 unless given, as MNIST, Fashion-MNIST and KMNIST have it. */
  readonly classes?: number
  readonly classNames?: readonly string[]
  /** Unless given: x / 255 less the training images' mean, to three decimals (Fashion-MNIST: 0.286). */
  readonly scale?: Scale
}

interface Images {
  readonly inputs: Uint8Array
  readonly shape: readonly number[]
}

/** Bytes of the expected rank, or why they are not. */
const bytesOf =
  (ranks: readonly number[]) =>
  ({ shape, data }: Idx): E.Either<PlanishError, Images> =>
    data instanceof Uint8Array && ranks.includes(shape.length)
      ? E.right({ inputs: data, shape })
      : E.left(
          new PlanishError(
            'format',
            `IDX: expected unsigned bytes of ${ranks.join(' or ')} dimensions, found ${
              data.constructor.name
            } of shape [${shape.join(', ')}]`,
            'images and labels may have been mixed up',
          ),
        )

const readPart = (
  part: string,
  images: Uint8Array,
  labels: Uint8Array,
): E.Either<PlanishError, { images: Images; labels: Int32Array }> =>
  pipe(
    E.Do,
    E.bind('images', () =>
      pipe(decodeIdx(images), E.chain(bytesOf([3, 4])), E.mapLeft(inFile(`${part} images`))),
    ),
    E.bind('labels', () =>
      pipe(
        decodeIdx(labels),
        E.chain(bytesOf([1])),
        E.map(({ inputs }) => Int32Array.from(inputs)),
        E.mapLeft(inFile(`${part} labels`)),
      ),
    ),
    E.filterOrElse(
      ({ images, labels }) => images.shape[0] === labels.length,
      ({ images, labels }) =>
        new PlanishError(
          'format',
          `mislabelled ${part} set: ${images.shape[0]} images, ${labels.length} labels`,
          'the two files do not belong together',
        ),
    ),
  )

/** x / 255 less the mean of these bytes, to three decimals. */
export function centredBytes(bytes: Uint8Array): Scale {
  let sum = 0
  for (const byte of bytes) sum += byte
  return { divide: 255, mean: Math.round((1000 * sum) / Math.max(1, bytes.length) / 255) / 1000 }
}

/** [height, width] becomes [height, width, 1]. */
const imageShape = ([, ...shape]: readonly number[]): number[] => (shape.length === 2 ? [...shape, 1] : shape)

/**
 * The data set in four IDX files: images of bytes [n, height, width] or [n, height, width, channels], labels of
 * bytes [n].
 *
 * @returns PlanishError `format`, naming the file: as {@link decodeIdx}, or images and labels that do not fit
 * together, or a label out of range
 * @example
 * ```ts
 * import { idxSplit } from '@planish/datasets'
 *
 * const load = async (name: string) => new Uint8Array(await (await fetch(`/data/${name}.gz`)).arrayBuffer())
 * const split = async () =>
 *   idxSplit({
 *     trainImages: await load('train-images-idx3-ubyte'),
 *     trainLabels: await load('train-labels-idx1-ubyte'),
 *     testImages: await load('t10k-images-idx3-ubyte'),
 *     testLabels: await load('t10k-labels-idx1-ubyte'),
 *   })
 * ```
 */
export const idxSplit = (files: IdxFiles, options: IdxOptions = {}): E.Either<PlanishError, Split> =>
  pipe(
    E.Do,
    E.bind('train', () => readPart('training', files.trainImages, files.trainLabels)),
    E.bind('test', () => readPart('test', files.testImages, files.testLabels)),
    E.chain(({ train, test }) => {
      const { name = 'idx', classes = 10, classNames, scale = centredBytes(train.images.inputs) } = options
      const assemble = (part: string, { images, labels }: typeof train): E.Either<PlanishError, Dataset> =>
        pipe(
          checkDataset({
            name,
            inputs: images.inputs,
            inputShape: imageShape(images.shape),
            labels,
            classes,
            ...(classNames === undefined ? {} : { classNames }),
            scale,
          }),
          E.mapLeft(inFile(`${part} set`)),
        )
      return pipe(
        E.Do,
        E.bind('train', () => assemble('training', train)),
        E.bind('test', () => assemble('test', test)),
      )
    }),
    E.filterOrElse(
      ({ train, test }) => `${train.inputShape}` === `${test.inputShape}`,
      ({ train, test }) =>
        new PlanishError(
          'format',
          `training images are [${train.inputShape.join(', ')}], test images [${test.inputShape.join(', ')}]`,
        ),
    ),
  )
