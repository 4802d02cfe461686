import { type Key, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { stratify } from '../stratify.ts'
import type { Located } from './folderFile.ts'

/** An image and the name of its class. */
export interface Classified extends Located {
  readonly className: string
}

/** What is trained on, and what is tested by. */
export interface Halves {
  readonly train: readonly Classified[]
  readonly test: readonly Classified[]
}

const TEST_NAMES = ['test', 'val']

const classify = (images: readonly Located[], depth: number): readonly Classified[] =>
  images.flatMap(image => {
    const className = image.folders[depth]
    return className === undefined ? [] : [{ ...image, className }]
  })

/** The names of the classes, sorted, as torchvision numbers them. */
export const classNamesOf = (images: readonly Classified[]): readonly string[] =>
  [...new Set(images.map(({ className }) => className))].sort()

/** Of each class a share, drawn at random. */
function split(images: readonly Classified[], share: number, key: Key): Halves {
  const classNames = classNamesOf(images)
  const numbers = new Map(classNames.map((name, label) => [name, label]))
  const labels = Int32Array.from(images, ({ className }) => numbers.get(className) ?? 0)
  const { train, test } = stratify(labels, classNames.length, share, key)
  const at = (indices: Int32Array): Classified[] => Array.from(indices, index => images[index] as Classified)
  return { train: at(train), test: at(test) }
}

/**
 * `train` and `test` (or `val`) where the folder has them, a stratified split where its subfolders are the classes
 * themselves.
 */
export function halvesOf(
  images: readonly Located[],
  share: number,
  key: Key,
): E.Either<PlanishError, Halves> {
  const tops = new Set(images.map(({ folders }) => folders[0]))
  const testName = TEST_NAMES.find(name => tops.has(name))
  if (!tops.has('train')) {
    if (!(share >= 0 && share < 1)) {
      return E.left(new PlanishError('usage', `image folder: testShare must be in [0, 1), not ${share}`))
    }
    return E.right(split(classify(images, 0), share, key))
  }
  if (testName === undefined) {
    const hint = 'add a folder "test" or "val" beside it, or choose the folder "train" itself, to be split'
    return E.left(
      new PlanishError('format', 'image folder: it has "train", but neither "test" nor "val"', hint),
    )
  }
  const half = (top: string): readonly Classified[] =>
    classify(
      images.filter(({ folders }) => folders[0] === top),
      1,
    )
  return E.right({ train: half('train'), test: half(testName) })
}
