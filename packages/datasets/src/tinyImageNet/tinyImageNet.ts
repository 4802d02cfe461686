import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { inFile } from '../archive/inFile.ts'
import { readZip } from '../archive/zip.ts'
import type { ImagesOptions } from '../images/imageSet.ts'
import { imageSplit } from '../images/imageSplit.ts'
import type { Source } from '../source/source.ts'
import { listImages } from './listImages.ts'

const ARCHIVE = 'tiny-imagenet-200.zip'

/** What {@link tinyImageNet} takes. */
export interface TinyImageNetOptions extends Partial<ImagesOptions> {
  /** How many classes are read, the first in the order of their WordNet numbers; all 200 unless given. */
  readonly classes?: number
}

const checkClasses = (classes: number | undefined): E.Either<PlanishError, number | undefined> =>
  classes === undefined || (Number.isInteger(classes) && classes >= 1 && classes <= 200)
    ? E.right(classes)
    : E.left(
        new PlanishError(
          'usage',
          `Tiny-ImageNet: classes must be a whole number from 1 to 200, not ${classes}`,
        ),
      )

/**
 * Tiny-ImageNet (Stanford CS231n, 2015): 100,000 training images and, to test by, its 10,000 validation images
 * [64, 64, 3] of 200 classes (its test images have no labels). Labels follow the sorted WordNet numbers, images
 * their names, as torchvision's `ImageFolder` orders them. Inputs are x / 255 less the mean of the training images
 * that are read. All of it takes 1.35 GB; `classes` and `size` make it less.
 *
 * The checksum is that of the archive which the course serves. Its `read` gives PlanishError `format` where the
 * archive or an image in it is damaged, `usage` where an option is wrong.
 *
 * @example
 * ```ts
 * import { tinyImageNet } from '@planish/datasets'
 *
 * tinyImageNet({ classes: 10, size: 32 }).files.map(file => file.name) // ['tiny-imagenet-200.zip']
 * ```
 */
export const tinyImageNet = ({ classes, size = 64, ...options }: TinyImageNetOptions = {}): Source => ({
  name: 'tinyImageNet',
  title: 'Tiny-ImageNet',
  licence: "ImageNet's terms of access: non-commercial research and education",
  homepage: 'http://cs231n.stanford.edu/',
  files: [
    {
      name: ARCHIVE,
      urls: [`http://cs231n.stanford.edu/${ARCHIVE}`],
      checksum: 'md5:90528d7ca1a48142e341f4ef8d21d0de',
    },
  ],
  read: read =>
    pipe(
      TE.fromEither(checkClasses(classes)),
      TE.chain(() => read(ARCHIVE)),
      TE.chainEitherK(archive =>
        pipe(readZip(archive), E.chain(listImages(classes)), E.mapLeft(inFile(ARCHIVE))),
      ),
      TE.chain(imageSplit('tiny-imagenet', { ...options, size })),
    ),
})
