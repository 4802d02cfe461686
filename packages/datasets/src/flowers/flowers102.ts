import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { inFile } from '../archive/inFile.ts'
import { readTar } from '../archive/tar.ts'
import type { ImageEntry, ImagesOptions } from '../images/imageSet.ts'
import { imageSplit, type ListedImages } from '../images/imageSplit.ts'
import { readMat } from '../mat/readMat.ts'
import type { Source } from '../source/source.ts'
import { flowerNames } from './classNames.ts'

const BASE = 'https://www.robots.ox.ac.uk/~vgg/data/flowers/102/'
const IMAGES = '102flowers.tgz'
const LABELS = 'imagelabels.mat'
const SETS = 'setid.mat'

/** What {@link flowers102} takes. */
export interface Flowers102Options extends Partial<ImagesOptions> {
  /** Trains on the 6,149 images that the paper tests by, and tests by the 1,020 that it trains on. */
  readonly swap?: boolean
  /** Trains on the 1,020 validation images too, which otherwise are not read. */
  readonly withValidation?: boolean
}

/** The whole numbers of some variables. */
const variables =
  (name: string, wanted: readonly string[]) =>
  (file: Uint8Array): E.Either<PlanishError, readonly (readonly number[])[]> =>
    pipe(
      readMat(file),
      E.chain(found =>
        E.tryCatch(() => {
          return wanted.map(variable => {
            const data = found.get(variable)?.data
            const numbers = data === undefined ? [] : Array.from<number | bigint, number>(data, Number)
            if (numbers.length === 0 || !numbers.every(value => Number.isInteger(value) && value >= 1)) {
              throw new PlanishError(
                'format',
                `"${variable}" is no list of numbers from 1`,
                'it is another file',
              )
            }
            return numbers
          })
        }, toPlanishError('format')),
      ),
      E.mapLeft(inFile(name)),
    )

function listed(
  images: ReadonlyMap<string, Uint8Array>,
  labels: readonly number[],
  ids: { readonly train: readonly number[]; readonly test: readonly number[] },
): ListedImages {
  const entry = (id: number): ImageEntry => {
    const path = `jpg/image_${String(id).padStart(5, '0')}.jpg`
    const image = images.get(path)
    const label = labels[id - 1]
    if (image === undefined)
      throw new PlanishError('format', `${IMAGES}: it has no ${path}, which ${SETS} names`)
    if (label === undefined || label > flowerNames.length) {
      throw new PlanishError('format', `${LABELS}: the label of image ${id} is ${label}, not 1 to 102`)
    }
    return { path, label: label - 1, read: TE.right(image) }
  }
  return { classNames: flowerNames, train: ids.train.map(entry), test: ids.test.map(entry) }
}

/**
 * Flowers-102 (Nilsback and Zisserman, 2008): photographs of 102 flowers, ten of each to train on (`trnid`), ten to
 * validate (`valid`), and 6,149 to test by (`tstid`), in the order of their numbers. They are of many sizes: here
 * [64, 64, 3] unless `size` says otherwise, cropped to their centre. Inputs are x / 255 less the mean of the training
 * images.
 *
 * Checksums as torchvision states them. Its `read` gives PlanishError `format` where a file is damaged or they do not
 * fit together, `usage` where an option is wrong.
 *
 * @example
 * ```ts
 * import { flowers102 } from '@planish/datasets'
 *
 * flowers102({ size: 224 }).files.map(file => file.name) // ['102flowers.tgz', 'imagelabels.mat', 'setid.mat']
 * ```
 */
export const flowers102 = ({
  swap = false,
  withValidation = false,
  size = 64,
  ...options
}: Flowers102Options = {}): Source => ({
  name: 'flowers102',
  title: 'Oxford 102 Flowers',
  licence: 'none stated; photographs from the web, for research',
  homepage: 'https://www.robots.ox.ac.uk/~vgg/data/flowers/102/',
  files: [
    { name: IMAGES, urls: [`${BASE}${IMAGES}`], checksum: 'md5:52808999861908f626f3c1f4e79d11fa' },
    { name: LABELS, urls: [`${BASE}${LABELS}`], checksum: 'md5:e0620be6f572b9609742df49c70aed4d' },
    { name: SETS, urls: [`${BASE}${SETS}`], checksum: 'md5:a5357ecc9cb78c4bef273ce3793fc85c' },
  ],
  read: read =>
    pipe(
      TE.Do,
      TE.bind('labels', () => pipe(read(LABELS), TE.chainEitherK(variables(LABELS, ['labels'])))),
      TE.bind('sets', () => pipe(read(SETS), TE.chainEitherK(variables(SETS, ['trnid', 'valid', 'tstid'])))),
      TE.bind('images', () =>
        pipe(
          read(IMAGES),
          TE.chainEitherK(archive => pipe(readTar(archive), E.mapLeft(inFile(IMAGES)))),
        ),
      ),
      TE.chainEitherK(({ labels: [labels = []], sets: [trnid = [], valid = [], tstid = []], images }) => {
        const ascending = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b)
        const [trained, tested] = swap ? [tstid, trnid] : [trnid, tstid]
        const train = ascending([...trained, ...(withValidation ? valid : [])])
        return E.tryCatch(
          () => listed(images, labels, { train, test: ascending(tested) }),
          toPlanishError('format'),
        )
      }),
      TE.chain(imageSplit('flowers102', { ...options, size })),
    ),
})
