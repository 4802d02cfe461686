import { matMul } from '@planish/backend'
import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** A squared distance below is what rounding leaves of 0: the distance's gradient would be that of rounding. */
const leastSquare = 1e-12

/** ‖a_i − b_j‖², [A, B], not negative. */
export function squaredDistances(a: Tensor, b: Tensor): Tensor {
  const ofRows = (x: Tensor): Tensor => tf.sum(tf.square(x), 1, true)
  const sums = tf.add(ofRows(a), tf.transpose(ofRows(b)))
  return tf.relu(tf.sub(sums, tf.mul(2, matMul(a, b, false, true))))
}

/** ‖a_i − a_j‖, [B, B]; where two embeddings coincide it is 1e-6 with gradient 0, a root's being infinite. */
export const distances = (embeddings: Tensor): Tensor =>
  tf.sqrt(tf.maximum(squaredDistances(embeddings, embeddings), leastSquare))

/** Rows of length 1. */
export const unit = (x: Tensor): Tensor =>
  tf.div(x, tf.sqrt(tf.maximum(tf.sum(tf.square(x), 1, true), leastSquare)))

/** Which pairs are of one class, [B, B], 1 or 0 as float32. */
export function sameClass(of: string, embeddings: Tensor, labels: Tensor): Tensor {
  if (embeddings.rank !== 2 || labels.rank !== 1 || labels.dtype !== 'int32') {
    throw new PlanishError(
      'model',
      `${of}: embeddings of shape [${embeddings.shape.join(', ')}], ${labels.dtype} labels of shape [${labels.shape.join(', ')}]`,
      'a network that embeds gives [B, d], and labels are class indices as int32 of shape [B]',
    )
  }
  return tf.cast(tf.equal(tf.expandDims(labels, 1), tf.expandDims(labels, 0)), 'float32')
}

/** 1 on the diagonal, [B, B]. */
export const diagonal = (size: number): Tensor => tf.eye(size)

/** Σ values/max(1, count), a scalar: the mean of those counted, 0 of none. */
export const meanOf = (values: Tensor, counted: Tensor): Tensor =>
  tf.div(tf.sum(tf.mul(values, counted)), tf.maximum(tf.sum(counted), 1))
