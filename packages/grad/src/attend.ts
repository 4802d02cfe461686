import { matMul } from '@planish/backend'
import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/**
 * Scaled dot-product attention of each head, softmax(q kᵀ/√d) v.
 *
 * @param qkv queries, keys and values side by side, each with its heads side by side: [B, T, 3 · heads · d]
 * @returns the heads' results side by side, [B, T, heads · d]
 */
export function attend(qkv: Tensor, heads: number): Tensor {
  const [examples, tokens, width] = qkv.shape as [number, number, number]
  const depth = width / (3 * heads)
  if (!Number.isInteger(depth)) {
    throw new PlanishError('model', `attention: ${width / 3} channels can't be shared out to ${heads} heads`)
  }
  const byHead = tf.transpose(tf.reshape(qkv, [examples, tokens, 3, heads, depth]), [2, 0, 3, 1, 4])
  const [q, k, v] = tf.split(tf.reshape(byHead, [3 * examples * heads, tokens, depth]), 3) as [
    Tensor,
    Tensor,
    Tensor,
  ]
  const weights = tf.softmax(matMul(tf.mul(q, 1 / Math.sqrt(depth)), k, false, true))
  const heard = tf.reshape(matMul(weights, v), [examples, heads, tokens, depth])
  return tf.reshape(tf.transpose(heard, [0, 2, 1, 3]), [examples, tokens, heads * depth])
}
