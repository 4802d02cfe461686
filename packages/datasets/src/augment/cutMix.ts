import { type Key, random, tidy } from '@planish/core'
import { gather, tensor1d } from '@tensorflow/tfjs-core'
import type { TensorBatch } from '../batching/hostBatch.ts'
import { type Frame, frameOf } from './augmentation.ts'
import { checkAlpha, forEach, type MixedBatch, type MixOptions } from './mixed.ts'
import { movePixels } from './movePixels.ts'

/** Rows [top, bottom) and columns [left, right). */
interface Box {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** A box of the images' proportions that covers 1 − λ of them, about a centre, as far as it lies inside. */
function boxAt(lambda: number, row: number, column: number, { height, width }: Frame): Box {
  const share = Math.sqrt(1 - lambda)
  const down = Math.floor(Math.trunc(height * share) / 2)
  const right = Math.floor(Math.trunc(width * share) / 2)
  return {
    top: Math.max(0, row - down),
    bottom: Math.min(height, row + down),
    left: Math.max(0, column - right),
    right: Math.min(width, column + right),
  }
}

function drawBoxes(key: Key, frame: Frame, alpha: number, each: MixOptions['each']): Box[] {
  const { count, height, width } = frame
  const [forLambda, forRow, forColumn] = random.split(key, 3) as [Key, Key, Key]
  const lambdas = forEach(size => random.beta(forLambda, alpha, alpha, size), count, each)
  const rows = forEach(size => random.randint(forRow, size, 0, height), count, each)
  const columns = forEach(size => random.randint(forColumn, size, 0, width), count, each)
  return lambdas.map((lambda, image) => boxAt(lambda, rows[image] as number, columns[image] as number, frame))
}

/** The pixels in each image's box come from another image, in the same place. */
function sourcesOf(boxes: readonly Box[], order: Int32Array, { height, width }: Frame): Int32Array {
  const sources = Int32Array.from({ length: boxes.length * height * width }, (_, at) => at)
  for (const [image, { top, bottom, left, right }] of boxes.entries()) {
    const shift = ((order[image] as number) - image) * height * width
    for (let row = top; row < bottom; row++) {
      const start = (image * height + row) * width
      for (let at = start + left; at < start + right; at++) sources[at] = at + shift
    }
  }
  return sources
}

/**
 * Yun et al., “CutMix: regularization strategy to train strong classifiers with localizable features”, ICCV 2019: in each
 * image a box that covers 1 − λ of it, λ from Beta(α, α), about a centre drawn anywhere, shows another image of the
 * batch. The λ of the result is the share that the box leaves, which is larger where it reaches over the edge. The authors
 * take α = 1. What to train on: {@link mixedTargets}.
 *
 * @throws PlanishError `usage` when α is not a finite number above 0
 * @example
 * ```ts
 * import { disposeTree, random } from '@planish/core'
 * import { cutMix } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const { inputs, labels, otherLabels, lambda } = cutMix({ alpha: 1 })(random.key(0))(batch)
 * disposeTree([batch.inputs, batch.labels, inputs, labels, otherLabels, lambda])
 * ```
 */
export function cutMix({
  alpha,
  each = 'batch',
}: MixOptions): (key: Key) => (batch: TensorBatch) => MixedBatch {
  checkAlpha(alpha)
  return key => batch =>
    tidy(() => {
      const frame = frameOf(batch)
      const [forOrder, forBoxes] = random.split(key)
      const order = random.permutation(forOrder, frame.count)
      const boxes = drawBoxes(forBoxes, frame, alpha, each)
      const left = boxes.map(
        ({ top, bottom, left, right }) =>
          1 - (Math.max(0, bottom - top) * Math.max(0, right - left)) / (frame.height * frame.width),
      )
      return {
        inputs: movePixels(batch.inputs, sourcesOf(boxes, order, frame)),
        labels: batch.labels.clone(),
        otherLabels: gather(batch.labels, tensor1d(order, 'int32')),
        lambda: tensor1d(left, 'float32'),
      }
    })
}
