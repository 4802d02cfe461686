import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { inFile } from '../archive/inFile.ts'
import { checkDataset, type Dataset } from '../dataset.ts'
import { type MatArray, readMat } from '../mat/readMat.ts'
import type { ReadFile, Source } from '../source/source.ts'

const SIDE = 32
const CHANNELS = 3

const wrong = (message: string): E.Either<PlanishError, never> =>
  E.left(new PlanishError('format', `SVHN: ${message}`, 'it is another file'))

/** X is [32, 32, 3, n] with the row running fastest: image by image, in each channel column by column. */
function imagesOf(stored: Uint8Array): Uint8Array {
  const images = new Uint8Array(stored.length)
  const values = SIDE * SIDE * CHANNELS
  for (let start = 0; start < stored.length; start += values) {
    let from = start
    for (let channel = 0; channel < CHANNELS; channel++) {
      for (let column = 0; column < SIDE; column++) {
        for (let to = start + CHANNELS * column + channel; to < start + values; to += SIDE * CHANNELS) {
          images[to] = stored[from++] as number
        }
      }
    }
  }
  return images
}

function datasetOf(variables: ReadonlyMap<string, MatArray>): E.Either<PlanishError, Dataset> {
  const [X, y] = [variables.get('X'), variables.get('y')]
  if (X === undefined || y === undefined) {
    return wrong(`no X and y among its variables (${[...variables.keys()].join(', ')})`)
  }
  const { shape, data } = X
  if (
    !(data instanceof Uint8Array) ||
    `${shape.slice(0, 3)}` !== `${[SIDE, SIDE, CHANNELS]}` ||
    shape.length > 4
  ) {
    return wrong(`X is ${data.constructor.name} [${shape.join(', ')}], not bytes [32, 32, 3, n]`)
  }
  // MATLAB drops a last side of 1.
  const n = shape[3] ?? 1
  const labels = Array.from<number | bigint, number>(y.data, Number)
  if (labels.length !== n) return wrong(`${n} images, ${labels.length} labels`)
  const outside = labels.findIndex(label => !Number.isInteger(label) || label < 1 || label > 10)
  if (outside >= 0) return wrong(`label ${labels[outside]} of example ${outside} is not 1 to 10`)
  return checkDataset({
    name: 'svhn',
    inputs: imagesOf(data),
    inputShape: [SIDE, SIDE, CHANNELS],
    labels: Int32Array.from(labels, label => label % 10),
    classes: 10,
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    scale: { divide: 255, mean: 0.451 },
  })
}

const half = (read: ReadFile, name: string): TE.TaskEither<PlanishError, Dataset> =>
  pipe(
    read(name),
    TE.chainEitherK(bytes => pipe(readMat(bytes), E.chain(datasetOf), E.mapLeft(inFile(name)))),
  )

/**
 * Street View House Numbers, cropped digits (Netzer et al., 2011): 73,257 training and 26,032 test images
 * [32, 32, 3] of ten digits, the digit 0 (label 10 in its files) as label 0. Inputs are x / 255 − 0.451, the mean of
 * all training values. Checksums as torchvision states them. The extra images are not read.
 *
 * @example
 * ```ts
 * import { svhn } from '@planish/datasets'
 *
 * svhn.files.map(file => file.name) // ['train_32x32.mat', 'test_32x32.mat']
 * ```
 */
export const svhn: Source = {
  name: 'svhn',
  title: 'Street View House Numbers, cropped digits',
  licence: 'for non-commercial use only',
  homepage: 'http://ufldl.stanford.edu/housenumbers/',
  files: [
    {
      name: 'train_32x32.mat',
      urls: ['http://ufldl.stanford.edu/housenumbers/train_32x32.mat'],
      bytes: 182_040_794,
      checksum: 'md5:e26dedcc434d2e4c54c9b2d4a06d8373',
    },
    {
      name: 'test_32x32.mat',
      urls: ['http://ufldl.stanford.edu/housenumbers/test_32x32.mat'],
      bytes: 64_275_384,
      checksum: 'md5:eb5a983be6a315427106f1b164d9cef3',
    },
  ],
  read: read =>
    pipe(
      TE.Do,
      TE.bind('train', () => half(read, 'train_32x32.mat')),
      TE.bind('test', () => half(read, 'test_32x32.mat')),
    ),
}
