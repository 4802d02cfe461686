import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { firstThere } from '../archive/firstThere.ts'
import { inFile } from '../archive/inFile.ts'
import { readZip } from '../archive/zip.ts'
import type { Dataset, Split } from '../dataset.ts'
import type { ReadFile, Source } from '../source/source.ts'
import { type IdxNames, readIdxFiles } from './idxSource.ts'

/** The six ways in which its publishers divide EMNIST, with the classes of each. */
const classNames = {
  byclass: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  // Small letters that look like the capital ones are of their class.
  bymerge: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt',
  balanced: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt',
  letters: 'abcdefghijklmnopqrstuvwxyz',
  digits: '0123456789',
  mnist: '0123456789',
} as const satisfies Readonly<Record<string, string>>

/** Which of EMNIST's divisions is wanted. */
export interface EmnistOptions {
  /**
   * `byclass` (62 classes, 697,932 + 116,323 images), `bymerge` (47, as many), `balanced` (47, 112,800 + 18,800;
   * unless given), `letters` (26, 124,800 + 20,800), `digits` (10, 240,000 + 40,000) or `mnist` (10, 60,000 + 10,000).
   */
  readonly split?: keyof typeof classNames
}

const ARCHIVE = 'gzip.zip'

const namesIn = (folder: string, split: string): IdxNames => ({
  trainImages: `${folder}emnist-${split}-train-images-idx3-ubyte.gz`,
  trainLabels: `${folder}emnist-${split}-train-labels-idx1-ubyte.gz`,
  testImages: `${folder}emnist-${split}-test-images-idx3-ubyte.gz`,
  testLabels: `${folder}emnist-${split}-test-labels-idx1-ubyte.gz`,
})

/** The files in the archive, wherever in it they lie. */
const fromArchive = (bytes: Uint8Array): E.Either<PlanishError, ReadFile> =>
  pipe(
    readZip(bytes),
    E.map(entries => {
      const bare = new Map([...entries.values()].map(entry => [entry.name.replace(/^.*\//, ''), entry]))
      return (name: string) =>
        pipe(
          bare.get(name),
          E.fromNullable(new PlanishError('format', `no ${name} in it`, 'it is another archive')),
          E.chain(entry => entry.read()),
          TE.fromEither,
        )
    }),
    E.mapLeft(inFile(ARCHIVE)),
  )

/** The images were stored column by column. */
function upright(inputs: Uint8Array | Float32Array, [height = 0, width = 0]: readonly number[]): Uint8Array {
  const turned = new Uint8Array(inputs.length)
  const pixels = height * width
  for (let start = 0; start < inputs.length; start += pixels) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        turned[start + row * width + column] = inputs[start + column * height + row] as number
      }
    }
  }
  return turned
}

/** Letters are counted from one in the files. */
const counted =
  (names: readonly string[], first: number) =>
  (dataset: Dataset): E.Either<PlanishError, Dataset> => {
    const below = dataset.labels.findIndex(label => label < first)
    return below >= 0
      ? E.left(new PlanishError('format', `EMNIST: label 0 of example ${below}, letters count from 1`))
      : E.right({
          ...dataset,
          inputs: upright(dataset.inputs, dataset.inputShape),
          labels: dataset.labels.map(label => label - first),
          classes: names.length,
          classNames: names,
        })
  }

/**
 * EMNIST (Cohen, Afshar, Tapson, van Schaik, 2017): images [28, 28, 1] of handwritten digits and letters, upright
 * (its files hold them transposed), labels from 0. Inputs are x / 255 less the training images' mean, to three
 * decimals. Checksum as torchvision states it.
 *
 * It reads one division from the archive of all; where `read` has none (an `io` error), the unpacked files.
 *
 * @example
 * ```ts
 * import { emnist } from '@planish/datasets'
 *
 * emnist({ split: 'letters' }).name // 'emnist:letters'
 * ```
 */
export const emnist = ({ split = 'balanced' }: EmnistOptions = {}): Source => {
  const names = [...classNames[split]]
  const first = split === 'letters' ? 1 : 0
  const divided =
    (folder: string) =>
    (read: ReadFile): TE.TaskEither<PlanishError, Split> =>
      pipe(
        read,
        readIdxFiles(namesIn(folder, split), { name: `emnist:${split}`, classes: names.length + first }),
        TE.chainEitherK(({ train, test }) =>
          pipe(
            E.Do,
            E.bind('train', () => counted(names, first)(train)),
            E.bind('test', () => counted(names, first)(test)),
          ),
        ),
      )
  return {
    name: `emnist:${split}`,
    title: `EMNIST, ${split}`,
    licence: 'none stated; a work of NIST, a federal agency of the United States',
    homepage: 'https://www.nist.gov/itl/products-and-services/emnist-dataset',
    files: [
      {
        name: ARCHIVE,
        urls: ['https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip'],
        bytes: 561_753_746,
        checksum: 'md5:58c8d27c78d21e728a6bc7b3cc06412e',
      },
    ],
    read: read =>
      firstThere(
        pipe(read(ARCHIVE), TE.chainEitherK(fromArchive), TE.chain(divided(''))),
        divided('gzip/')(read),
        divided('')(read),
      ),
  }
}
