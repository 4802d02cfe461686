import { type Key, PlanishError, random, tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { add, maximum, mean, minimum, mul, sub, tensor4d } from '@tensorflow/tfjs-core'
import { type Augmentation, eachPixel, type Frame, frameOf } from './augmentation.ts'
import { movePixels } from './movePixels.ts'

/** What {@link randAugment} takes. */
export interface RandAugmentOptions {
  /** How many operations each image undergoes, N; 2 unless given. */
  readonly operations?: number
  /** How strong they are, M, from 0 to 30; 9 unless given. */
  readonly magnitude?: number
  /** The values of black and of white; [0, 1] unless given. Give [−mean, 1 − mean] where a data set's scale has a mean. */
  readonly range?: readonly [number, number]
}

/** A place relative to an image's centre, to where its pixel comes from. */
type Affine = (x: number, y: number) => readonly [number, number]

/** An operation, of a strength in [−1, 1] and the images' sides. */
interface Operation {
  readonly affine?: (strength: number, frame: Frame) => Affine
  /** The factor by which values are drawn apart, and from where: `black`, or the image's own mean. */
  readonly contrast?: { readonly from: 'black' | 'mean' }
}

/** Largest shear, share of a side, angle and change of contrast: as torchvision's `RandAugment` has them. */
const most = { shear: 0.3, move: 150 / 331, angle: Math.PI / 6, contrast: 0.9 }

const operations: readonly Operation[] = [
  {}, // leaves the image as it is
  { affine: strength => (x, y) => [x + most.shear * strength * y, y] },
  { affine: strength => (x, y) => [x, y + most.shear * strength * x] },
  {
    affine:
      (strength, { width }) =>
      (x, y) => [x + Math.trunc(most.move * strength * width), y],
  },
  {
    affine:
      (strength, { height }) =>
      (x, y) => [x, y + Math.trunc(most.move * strength * height)],
  },
  {
    affine: strength => {
      const [cos, sin] = [Math.cos(most.angle * strength), Math.sin(most.angle * strength)]
      return (x, y) => [cos * x - sin * y, sin * x + cos * y]
    },
  },
  { contrast: { from: 'black' } },
  { contrast: { from: 'mean' } },
]

/** What one image undergoes. */
interface Draw {
  readonly operation: Operation
  readonly strength: number
}

function draw(key: Key, count: number, magnitude: number): Draw[] {
  const [forOperation, forSign] = random.split(key)
  const chosen = random.randint(forOperation, count, 0, operations.length)
  const negative = random.bernoulli(forSign, 0.5, count)
  return Array.from(chosen, (which, image) => ({
    operation: operations[which] as Operation,
    strength: (magnitude / 30) * (negative[image] === 1 ? -1 : 1),
  }))
}

/** The nearest pixel is shown: a place on the host, the same everywhere. */
function sourcesOf(draws: readonly Draw[], frame: Frame): Int32Array {
  const { height, width } = frame
  const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2]
  return eachPixel(frame, image => {
    const { operation, strength } = draws[image] as Draw
    const affine = operation.affine?.(strength, frame)
    if (affine === undefined) return (row, column) => row * width + column
    return (row, column) => {
      const [x, y] = affine(column - middleColumn, row - middleRow)
      const fromRow = Math.floor(y + middleRow + 0.5)
      const fromColumn = Math.floor(x + middleColumn + 0.5)
      const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width
      return inside ? fromRow * width + fromColumn : -1
    }
  })
}

/** No float32 is larger: what bounds an image that is not to be bounded. */
const largest = 3.4028234663852886e38

/** c + f(x − c) for each image's own c and f, within black and white; images that are not to change do not. */
function drawnApart(
  images: Tensor,
  draws: readonly Draw[],
  [black, white]: readonly [number, number],
): Tensor {
  const ofEach = (value: (draw: Draw) => number): Tensor =>
    tensor4d(draws.map(value), [draws.length, 1, 1, 1])
  const factor = ofEach(({ operation, strength }) => (operation.contrast ? 1 + most.contrast * strength : 1))
  const fromMean = ofEach(({ operation }) => (operation.contrast?.from === 'mean' ? 1 : 0))
  const fromBlack = ofEach(({ operation }) => (operation.contrast?.from === 'black' ? black : 0))
  const centre = add(mul(mean(images, [1, 2, 3], true), fromMean), fromBlack)
  const apart = add(mul(images, factor), mul(centre, sub(1, factor)))
  const least = ofEach(({ operation }) => (operation.contrast ? black : -largest))
  const greatest = ofEach(({ operation }) => (operation.contrast ? white : largest))
  return minimum(maximum(apart, least), greatest)
}

/**
 * Cubuk et al., “RandAugment: practical automated data augmentation with a reduced search space”, 2020, with eight of its
 * operations: each image undergoes N of them, drawn with equal probability, at strength M / 30 of
 *
 * - identity
 * - shear in x or in y by ±0.3
 * - translation in x or in y by ±150/331 of the side, to whole pixels
 * - rotation by ±30°
 * - brightness and contrast, × (1 ± 0.9): away from or towards black, or the mean of the image's values
 *
 * with a random sign. The ranges are torchvision's. Shears and rotations are about the centre, take the nearest pixel and
 * leave zeros where nothing was. Left out are those of the paper's that need a histogram or eight-bit values (equalise,
 * posterise, solarise, auto-contrast), colour and sharpness.
 *
 * @throws PlanishError `usage` when an option is out of its range
 * @example
 * ```ts
 * import { disposeTree, random } from '@planish/core'
 * import { randAugment } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const augmented = randAugment({ operations: 2, magnitude: 14 })(random.key(0))(batch)
 * disposeTree([batch.inputs, batch.labels, augmented.inputs, augmented.labels])
 * ```
 */
export function randAugment({
  operations: count = 2,
  magnitude = 9,
  range = [0, 1],
}: RandAugmentOptions = {}): Augmentation {
  if (!Number.isInteger(count) || count < 1) {
    throw new PlanishError('usage', `the number of operations is a whole number above 0, not ${count}`)
  }
  if (!(magnitude >= 0 && magnitude <= 30)) {
    throw new PlanishError('usage', `the magnitude is in [0, 30], not ${magnitude}`)
  }
  if (!(range[0] < range[1]))
    throw new PlanishError('usage', `black ${range[0]} is not below white ${range[1]}`)
  return key => batch =>
    tidy(() => {
      const frame = frameOf(batch)
      let images = batch.inputs.clone()
      for (let turn = 0; turn < count; turn++) {
        const draws = draw(random.foldIn(key, turn), frame.count, magnitude)
        if (draws.some(({ operation }) => operation.affine))
          images = movePixels(images, sourcesOf(draws, frame))
        if (draws.some(({ operation }) => operation.contrast)) images = drawnApart(images, draws, range)
      }
      return { inputs: images, labels: batch.labels.clone() }
    })
}
