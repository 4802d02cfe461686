import { scoped } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { plain } from './operation.ts'

describe('the plain interpreter', () => {
  it('computes each operation over the last axis, whatever stands before it', () =>
    scoped(async own => {
      const x = own(tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]))
      const kernel = own(
        tf.tensor2d([
          [1, 0, -1],
          [2, 1, 0],
        ]),
      )
      const bias = own(tf.tensor1d([10, 20, 30]))
      const dense = own(plain.dense(x, { kernel, bias }))
      const rows = [1, 3, 5, 7].flatMap(a => [a + 2 * (a + 1) + 10, a + 1 + 20, -a + 30])
      await expectClose(dense, own(tf.tensor3d(rows, [2, 2, 3])), 1e-6)
      const pair = own(tf.tensor1d([2, -1]))
      const affine = own(plain.affine(x, { scale: pair, bias: pair }))
      const scaled = [1, 3, 5, 7].flatMap(a => [2 * a + 2, -(a + 1) - 1])
      await expectClose(affine, own(tf.tensor3d(scaled, [2, 2, 2])), 1e-6)
      const shifted = [1, 3, 5, 7].flatMap(a => [a + 2, a])
      await expectClose(own(plain.bias(x, pair)), own(tf.tensor3d(shifted, [2, 2, 2])), 1e-6)
    }))

  it('refuses parameters that do not fit, naming the layer and both shapes', () =>
    scoped(async own => {
      const x = own(tf.zeros([4, 5, 2]))
      const three = own(tf.zeros([3]))
      const kernel = own(tf.zeros([3, 6]))
      const refusals: readonly [() => unknown, string][] = [
        [
          () => plain.dense(x, { kernel }),
          'dense: an input of shape [4, 5, 2] does not fit a kernel of shape [3, 6]',
        ],
        [() => plain.bias(x, three), 'bias: an input of shape [4, 5, 2] does not fit a bias of shape [3]'],
        [
          () => plain.affine(x, { scale: three }),
          'affine: an input of shape [4, 5, 2] does not fit a scale of shape [3]',
        ],
      ]
      for (const [call, message] of refusals) {
        expect(call).toThrow(expect.objectContaining({ code: 'model', message }))
      }
    }))
})
