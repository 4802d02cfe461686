import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'

/** What is needed of a file in a folder; a browser's `File`, chosen by `<input webkitdirectory>`, has it. */
export interface FolderFile {
  /** From the chosen folder's name on: `pets/train/cat/1.jpg`. */
  readonly webkitRelativePath: string
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}

/** A file below the chosen folder. */
export interface Located {
  /** Below the folder: `train/cat/1.jpg`. */
  readonly path: string
  /** The folders on the way: `train`, `cat`. */
  readonly folders: readonly string[]
  readonly name: string
  readonly file: FolderFile
}

const READ = /\.(jpe?g|png)$/i
/** What torchvision's ImageFolder takes beside them: left out in silence, they would make another data set. */
const UNREAD = /\.(ppm|bmp|pgm|tiff?|webp|gif)$/i

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The images of the folder in torchvision's order: by their folder, then by their name. Hidden files are passed over. */
export function imagesIn(files: readonly FolderFile[]): E.Either<PlanishError, readonly Located[]> {
  const located = files
    .map((file): Located => {
      const [, ...parts] = file.webkitRelativePath.split('/')
      return { path: parts.join('/'), folders: parts.slice(0, -1), name: parts.at(-1) ?? '', file }
    })
    .filter(
      ({ folders, name }) => ![...folders, name].some(part => part.startsWith('.') || part === '__MACOSX'),
    )
  const unread = located.find(({ name, folders }) => folders.length > 0 && UNREAD.test(name))
  if (unread !== undefined) {
    const message = `${unread.path} is of a format that is not read`
    return E.left(
      new PlanishError('format', message, 'convert it to PNG or JPEG, or take it out of the folder'),
    )
  }
  return E.right(
    located
      .filter(({ name }) => READ.test(name))
      .sort((a, b) => compare(a.folders.join('/'), b.folders.join('/')) || compare(a.name, b.name)),
  )
}
