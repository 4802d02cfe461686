import { type Key, PlanishError, random, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Scale, Split } from '../dataset.ts'
import type { ImageEntry, ImagesOptions } from '../images/imageSet.ts'
import { imageSplit, type ListedImages } from '../images/imageSplit.ts'
import { type FolderFile, imagesIn } from './folderFile.ts'
import { type Classified, classNamesOf, type Halves, halvesOf } from './halves.ts'

/** What {@link imageFolder} takes beside the files. */
export interface ImageFolderOptions extends ImagesOptions {
  /** The chosen folder's own unless given. */
  readonly name?: string
  /** Which classes are read, labelled 0, 1, … in this order; unless given all, sorted by name. */
  readonly classes?: readonly string[]
  /** Of a folder without halves: which share of each class is tested by, in [0, 1); 0.2 unless given. */
  readonly testShare?: number
  /** Of a folder without halves: draws the split; `random.key(0)` unless given. */
  readonly key?: Key
  /** Unless given: x / 255 less the training images' mean, to three decimals. */
  readonly scale?: Scale
}

function labelled({ train, test }: Halves, wanted?: readonly string[]): E.Either<PlanishError, ListedImages> {
  const present = classNamesOf(train)
  const classNames = wanted ?? present
  const wrong = (message: string, hint?: string): E.Either<PlanishError, never> =>
    E.left(new PlanishError('format', `image folder: ${message}`, hint))
  if (present.length === 0) {
    return wrong('it has no images to train on', 'a subfolder for each class holds its JPEG and PNG files')
  }
  const missing = classNames.find(name => !present.includes(name))
  if (missing !== undefined || classNames.length === 0 || new Set(classNames).size < classNames.length) {
    const list = `the training images' classes are ${present.slice(0, 20).join(', ')}`
    const fault =
      missing === undefined ? 'classes must name each class once' : `there is no class "${missing}"`
    return E.left(new PlanishError('usage', `image folder: ${fault}`, list))
  }
  const stranger =
    wanted === undefined ? test.find(({ className }) => !present.includes(className)) : undefined
  if (stranger !== undefined) {
    return wrong(`${stranger.path}: the class "${stranger.className}" has no training images`)
  }
  const entries = (images: readonly Classified[]): ImageEntry[] =>
    images.flatMap(({ path, className, file }) => {
      const label = classNames.indexOf(className)
      const read = TE.tryCatch(
        async () => new Uint8Array(await file.arrayBuffer()),
        toPlanishError('io', "it can't be read"),
      )
      return label < 0 ? [] : [{ path, label, read }]
    })
  return E.right({ classNames, train: entries(train), test: entries(test) })
}

/**
 * The data set in a folder of images, as torchvision's `ImageFolder` has it: a subfolder for each class, sorted by
 * name, the images in it (and in folders below) JPEG or PNG. Either the folder has `train` and `test` (or `val`, if
 * there is no `test`), which hold those subfolders, or it is split here, each class alike. Images of mixed sizes
 * become one array of bytes [n, height, width, 3].
 *
 * In a browser the files come from `<input type="file" webkitdirectory>`; in Node `readImageFolder` finds them.
 *
 * @returns PlanishError `format`: no images, an image that is damaged or of a format that is not read (its path comes
 * first), a class to test by that has nothing to train on; `usage`: a size, share or class that is none, or more than
 * memory takes; `io`: a file that can't be read
 * @example
 * ```ts
 * import { imageFolder } from '@planish/datasets'
 *
 * const load = (input: HTMLInputElement) => imageFolder([...(input.files ?? [])], { size: 64 }) // await load(input)()
 * ```
 */
export const imageFolder = (
  files: readonly FolderFile[],
  options: ImageFolderOptions,
): TE.TaskEither<PlanishError, Split> =>
  pipe(
    imagesIn(files),
    E.chain(images => halvesOf(images, options.testShare ?? 0.2, options.key ?? random.key(0))),
    E.chain(halves => labelled(halves, options.classes)),
    TE.fromEither,
    TE.chain(imageSplit(options.name ?? files[0]?.webkitRelativePath.split('/')[0] ?? 'images', options)),
  )
