import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it, vi } from 'vitest'
import { matMul } from '../matMul.ts'

/**
 * TensorFlow's own kernel corrupts the heap for these, which may crash the process much later: this file has a
 * process of its own, whose end at any time fails the run.
 */
it.each([1, 3, 8])(
  'the filter gradient of a strided 1×1 convolution of one example with %i channels is a product',
  async channels => {
    const x = tf.randomUniform<tf.Rank.R4>([1, 32, 32, channels], -1, 1, 'float32', 1)
    const filter = tf.randomUniform<tf.Rank.R4>([1, 1, channels, 16], -1, 1, 'float32', 2)
    const dy = tf.randomUniform([1, 16, 16, 16], -1, 1, 'float32', 3)
    const gradient = tf.grad(at => tf.sum(tf.mul(dy, tf.conv2d(x, at as tf.Tensor4D, 2, 'same'))))
    const expected = tf.tidy(() => {
      const seen = tf.slice(tf.reshape(x, [16, 2, 16, 2, channels]), [0, 0, 0, 0, 0], [-1, 1, -1, 1, -1])
      return matMul(tf.reshape(seen, [256, channels]), tf.reshape(dy, [256, 16]), true, false)
    })
    for (let round = 0; round < 30; round++) {
      const found = tf.tidy(() => tf.reshape(gradient(filter), [channels, 16]))
      // Sums of 256 products, in another order.
      await expectClose(found, expected, 3e-6)
      found.dispose()
    }
    tf.dispose([x, filter, dy, expected])
  },
)

interface NativeBackend {
  executeSingleOutput: (operation: string) => unknown
  executeMultipleOutputs: (operation: string) => unknown
}

it('TensorFlow’s own kernel is not asked', context => {
  if (tf.getBackend() !== 'tensorflow') return context.skip()
  const backend = tf.backend() as unknown as NativeBackend
  const asked = [vi.spyOn(backend, 'executeSingleOutput'), vi.spyOn(backend, 'executeMultipleOutputs')]
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 2])
  const filter = tf.ones<tf.Rank.R4>([1, 1, 2, 3])
  const gradient = tf.grad(at => tf.sum(tf.conv2d(x, at as tf.Tensor4D, 2, 'same')))(filter)
  const names = asked.flatMap(spy => spy.mock.calls.map(([name]) => name))
  vi.restoreAllMocks()
  expect(names).toContain('Conv2D')
  expect(names).not.toContain('Conv2DBackpropFilter')
  tf.dispose([x, filter, gradient])
})
