import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { matMul } from './matMul.ts'

const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

/** c = a·b by the definition, from plain multiplication and sums: no matmul kernel involved. */
const byDefinition = (a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor =>
  tf.tidy(() => {
    const left = transposeA ? tf.transpose(a, [0, 2, 1]) : a
    const right = transposeB ? b : tf.transpose(b, [0, 2, 1])
    return tf.sum(tf.mul(tf.expandDims(left, 2), tf.expandDims(right, 1)), 3)
  })

describe('matMul', () => {
  for (const [transposeA, transposeB] of flags) {
    it(`and its gradients follow the definition (transposeA ${transposeA}, transposeB ${transposeB})`, async () => {
      const a = tf.randomUniform(transposeA ? [2, 4, 3] : [2, 3, 4], -1, 1, 'float32', 1)
      const b = tf.randomUniform(transposeB ? [2, 5, 4] : [2, 4, 5], -1, 1, 'float32', 2)
      const weights = tf.randomUniform([2, 3, 5], -1, 1, 'float32', 3)
      const gradients = (product: typeof byDefinition): tf.Tensor[] =>
        tf.grads((x: tf.Tensor, y: tf.Tensor) =>
          tf.sum(tf.mul(weights, product(x, y, transposeA, transposeB))),
        )([a, b])
      const [found, expected] = [
        matMul(a, b, transposeA, transposeB),
        byDefinition(a, b, transposeA, transposeB),
      ]
      const [foundGradients, expectedGradients] = [gradients(matMul), gradients(byDefinition)]
      expect(found.shape).toEqual([2, 3, 5])
      await expectClose(found, expected, 1e-6)
      await expectClose(foundGradients, expectedGradients, 1e-6)
      tf.dispose([a, b, weights, found, expected, foundGradients, expectedGradients])
    })
  }
})
