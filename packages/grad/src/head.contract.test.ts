import { random, scoped } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { applyWithHead } from './head.ts'
import type { Model } from './model.ts'
import { plain } from './operation.ts'

type Params = {
  body: { kernel: tf.Tensor }
  head: { kernel: tf.Tensor; bias: tf.Tensor }
  temperature: tf.Tensor
}

const model: Model<Params> = {
  init: () => ({
    body: { kernel: tf.tensor2d([[1, -2]]) },
    head: {
      kernel: tf.tensor2d([
        [1, 0, 2],
        [3, -1, 1],
      ]),
      bias: tf.tensor1d([0, 1, 2]),
    },
    temperature: tf.tensor1d([1, 2, 3]),
  }),
  // After the head there is another operation of Layers: the head is the last dense one.
  apply: layers => (params, inputs) =>
    layers.affine(layers.dense(tf.relu(layers.dense(inputs, params.body)), params.head), {
      scale: params.temperature,
    }),
}

it('shows the input and the kernel of the last dense layer beside the logits', () =>
  scoped(async own => {
    const params = own(model.init(random.key(0)))
    const inputs = own(tf.tensor2d([[2], [-1]]))
    const before = tf.memory().numTensors
    const { logits, features, kernel } = tf.tidy(() => {
      const view = applyWithHead(model, params, inputs)
      return { logits: view.logits, features: view.features, kernel: view.kernel }
    })
    own([logits, features])
    expect(kernel).toBe(params.head.kernel)
    expect(tf.memory().numTensors).toBe(before + 2)
    const expectedFeatures = own(
      tf.tensor2d([
        [2, 0],
        [0, 2],
      ]),
    )
    await expectClose(features, expectedFeatures, 1e-6)
    await expectClose(logits, own(tf.tidy(() => model.apply(plain)(params, inputs))), 0)
  }))

it('is differentiable in the features’ and the head’s own parameters', () =>
  scoped(async own => {
    const params = own(model.init(random.key(0)))
    const inputs = own(tf.tensor2d([[2], [-1]]))
    // ‖z‖² = Σ relu(xW)²: its gradient in W is 2 Σ x z.
    const gradient = own(
      tf.grad(kernel => {
        const view = applyWithHead(model, { ...params, body: { kernel } }, inputs)
        return tf.sum(tf.square(view.features))
      })(params.body.kernel),
    )
    await expectClose(gradient, own(tf.tensor2d([[8, -4]])), 1e-6)
  }))

it('refuses a model that never calls dense', () => {
  const headless: Model<{ shift: tf.Tensor }> = {
    init: () => ({ shift: tf.zeros([2]) }),
    apply: layers => (params, inputs) => layers.bias(inputs, params.shift),
  }
  tf.tidy(() => {
    const params = headless.init(random.key(0))
    expect(() => applyWithHead(headless, params, tf.ones([1, 2]))).toThrow(
      expect.objectContaining({ code: 'model', message: expect.stringContaining('no head') }),
    )
  })
})
