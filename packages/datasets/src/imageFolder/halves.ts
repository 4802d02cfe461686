import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
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

/** Of each class a share, rounded to whole images, drawn at random. */
function stratified(images: readonly Classified[], share: number, key: Key): Halves {
  const classNames = classNamesOf(images)
  const keys = random.split(key, Math.max(1, classNames.length))
  const tested = new Set(
    classNames.flatMap((wanted, label) => {
      const members = images.filter(({ className }) => className === wanted)
      const order = random.permutation(keys[label] as Key, members.length)
      return Array.from(order.subarray(0, Math.round(share * members.length)), index => members[index])
    }),
  )
  return {
    train: images.filter(image => !tested.has(image)),
    test: images.filter(image => tested.has(image)),
  }
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
    return E.right(stratified(classify(images, 0), share, key))
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
