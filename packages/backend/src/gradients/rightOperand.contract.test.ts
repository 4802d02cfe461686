import { scoped } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'

/** wasm, left to itself, takes what it prepared of the first shape for the others. */
it('data that is a right operand in one shape and then in another is read in each', () =>
  scoped(async own => {
    const data = own(tf.tensor1d(Array.from({ length: 36 }, (_, i) => i)))
    for (const [rows, columns] of [
      [6, 6],
      [4, 9],
      [9, 4],
      [36, 1],
      [1, 36],
      [6, 6],
    ] as const) {
      const expected = Array.from({ length: columns }, (_, column) =>
        Array.from({ length: rows }, (_, row) => row * columns + column).reduce((a, b) => a + b),
      )
      const a = own(tf.ones([2, rows])) as tf.Tensor2D
      const b = own(tf.reshape(data, [rows, columns])) as tf.Tensor2D
      for (const product of [own(tf.matMul(a, b)), own(tf.fused.matMul({ a, b }))]) {
        expect(Array.from(await product.data())).toEqual([...expected, ...expected])
      }
    }
  }))
