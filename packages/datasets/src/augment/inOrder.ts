import { type Key, random, tidy } from '@planish/core'
import type { TensorBatch } from '../batching/hostBatch.ts'
import { type Augmentation, type Move, moving } from './augmentation.ts'

/** An augmentation with its place among others, which decides its key. */
interface Placed {
  readonly augmentation: Augmentation
  readonly place: number
}

/** Where pixels go by `then` after `first`; a loop, since a batch has tens of thousands of them. */
function follow(first: Int32Array, then: Int32Array): Int32Array {
  const sources = new Int32Array(then.length)
  for (let at = 0; at < then.length; at++) {
    const source = then[at] as number
    sources[at] = source < 0 ? -1 : (first[source] as number)
  }
  return sources
}

/** One move after the other, in a single one. */
const moveInOrder =
  (moves: readonly { readonly move: Move; readonly place: number }[]): Move =>
  (key, frame) =>
    moves.map(({ move, place }) => move(random.foldIn(key, place), frame)).reduce(follow)

/** Neighbours that only move pixels, together; all else alone. */
function stretches(placed: readonly Placed[]): Placed[][] {
  const found: Placed[][] = []
  for (const one of placed) {
    const last = found.at(-1)
    const fits = one.augmentation.move !== undefined && last?.[0]?.augmentation.move !== undefined
    if (fits) last.push(one)
    else found.push([one])
  }
  return found
}

/** Each takes the key of the whole. */
function asOne(stretch: readonly Placed[]): Augmentation {
  const moves = stretch.flatMap(({ augmentation: { move }, place }) =>
    move === undefined ? [] : [{ move, place }],
  )
  if (moves.length > 0) return moving(moveInOrder(moves))
  const { augmentation, place } = stretch[0] as Placed
  return key => augmentation(random.foldIn(key, place))
}

/**
 * One augmentation after another, the one at place i with the key `foldIn(key, i)`; what is made between them is freed.
 * Neighbours that only move pixels ({@link randomCrop}, {@link horizontalFlip}, {@link cutout}) take one pass together,
 * with the same result.
 *
 * @example
 * ```ts
 * import { disposeTree, orThrow, random } from '@planish/core'
 * import { batchOf, horizontalFlip, inOrder, normalise, randomCrop, toTensors } from '@planish/datasets'
 * import { fashionMnistSubset } from '@planish/datasets/node'
 *
 * const { train } = orThrow(await fashionMnistSubset()())
 * const augment = inOrder(randomCrop({ padding: 4 }), horizontalFlip(), normalise({ mean: 0, std: 0.353 }))
 * const batch = toTensors(batchOf(train, [0, 1, 2]))
 * const augmented = augment(random.foldIn(random.key(0), 17))(batch) // step 17's
 * disposeTree([batch.inputs, batch.labels, augmented.inputs, augmented.labels])
 * ```
 */
export function inOrder(...augmentations: readonly Augmentation[]): Augmentation {
  const all = stretches(augmentations.map((augmentation, place) => ({ augmentation, place }))).map(asOne)
  const [only] = all
  if (only !== undefined && all.length === 1) return only
  const unchanged = ({ inputs, labels }: TensorBatch): TensorBatch => ({
    inputs: inputs.clone(),
    labels: labels.clone(),
  })
  return (key: Key) => batch =>
    tidy(() => all.reduce((current, augmentation) => augmentation(key)(current), unchanged(batch)))
}
