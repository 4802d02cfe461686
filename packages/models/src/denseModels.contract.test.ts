import type { Key, Leaf, Tree } from '@planish/core'
import { random, safetensors, scoped, tidy, tree } from '@planish/core'
import { plain } from '@planish/grad'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { activations } from './activations.ts'
import { deepLinear } from './deepLinear.ts'
import type { DenseStackParams } from './denseStack.ts'
import golden from './kernelInit.golden.json' with { type: 'json' }
import { linear } from './linear.ts'
import { mlp } from './mlp.ts'

const shapesOf = (params: Tree): Record<string, number[]> =>
  Object.fromEntries(tree.entries(params).map(({ path, leaf }) => [path, leaf.shape]))

const bytesOf = async (params: Tree<Leaf>) => safetensors.encode(await safetensors.fromTree(params))

const models = {
  linear: linear({ inputShape: [2, 3], classes: 4 }),
  'linear without bias': linear({ inputShape: [6], classes: 1, bias: false }),
  'deep linear': deepLinear({ inputShape: [6], hidden: [5], classes: 1 }),
  'deep linear with bias': deepLinear({ inputShape: [6], hidden: [5], classes: 2, bias: true }),
  mlp: mlp({ inputShape: [2, 3, 1], hidden: [5, 7], classes: 4 }),
  'mlp without bias': mlp({ inputShape: [6], hidden: [5], classes: 4, activation: 'tanh', bias: false }),
}

const shapes: Record<keyof typeof models, Record<string, number[]>> = {
  linear: { 'layers.0.bias': [4], 'layers.0.kernel': [6, 4] },
  'linear without bias': { 'layers.0.kernel': [6, 1] },
  'deep linear': { 'layers.0.kernel': [6, 5], 'layers.1.kernel': [5, 1] },
  'deep linear with bias': {
    'layers.0.bias': [5],
    'layers.0.kernel': [6, 5],
    'layers.1.bias': [2],
    'layers.1.kernel': [5, 2],
  },
  mlp: {
    'layers.0.bias': [5],
    'layers.0.kernel': [6, 5],
    'layers.1.bias': [7],
    'layers.1.kernel': [5, 7],
    'layers.2.bias': [4],
    'layers.2.kernel': [7, 4],
  },
  'mlp without bias': { 'layers.0.kernel': [6, 5], 'layers.1.kernel': [5, 4] },
}

const names = Object.keys(models) as (keyof typeof models)[]

describe.each(names)('the parameters of %s', name => {
  const model = models[name]

  it('have these names and shapes, biases of zero, weights that are not', () =>
    scoped(async own => {
      const params = own(model.init(random.key(0)))
      expect(shapesOf(params)).toEqual(shapes[name])
      for (const { path, leaf } of tree.entries(params)) {
        expect(leaf.dtype).toBe('float32')
        const values = await leaf.data()
        if (path.endsWith('bias')) expect(values.every(value => value === 0)).toBe(true)
        else expect(values.every(value => value !== 0)).toBe(true)
      }
    }))

  it('are the same bits for the same key, and others for another', () =>
    scoped(async own => {
      const [first, again, other] = own([
        model.init(random.key(1)),
        model.init(random.key(1)),
        model.init(random.key(2)),
      ]) as [DenseStackParams, DenseStackParams, DenseStackParams]
      expect(await bytesOf(again)).toEqual(await bytesOf(first))
      expect(await bytesOf(other)).not.toEqual(await bytesOf(first))
    }))

  it('give logits of shape [B, K], each example on its own', () =>
    scoped(async own => {
      const params = own(model.init(random.key(1)))
      const inputs = own(tf.tensor(random.normal(random.key(2), 18), [3, 6]))
      const logits = own(tidy(() => model.apply(plain)(params, inputs)))
      expect(logits.shape[0]).toBe(3)
      const apart = own(
        tidy(() => tf.concat([0, 1, 2].map(i => model.apply(plain)(params, tf.slice(inputs, [i], [1]))))),
      )
      await expectClose(logits, apart, 1e-6)
    }))
})

it('draw one key a layer, as JAX would', () =>
  scoped(async own => {
    const { key, widths, kernels } = golden.stack
    const [inputs = 0, hidden = 0, classes = 0] = widths
    const params = own(mlp({ inputShape: [inputs], hidden: [hidden], classes }).init(key as unknown as Key))
    const expected = own({
      layers: [
        { bias: tf.zeros([hidden]), kernel: tf.tensor(kernels[0] as number[], [inputs, hidden]) },
        { bias: tf.zeros([classes]), kernel: tf.tensor(kernels[1] as number[], [hidden, classes]) },
      ],
    })
    await expectClose(params, expected, 3 * 2 ** -23)
  }))

describe('what the models compute', () => {
  const params = () => ({
    layers: [
      {
        kernel: tf.tensor2d([
          [1, -1],
          [0.5, 2],
        ]),
        bias: tf.tensor1d([0.5, -0.25]),
      },
      { kernel: tf.tensor2d([[2], [-1]]), bias: tf.tensor1d([1]) },
    ],
  })
  const hidden = [1 * 0.5 + 2 * 0.5 + 0.5, -0.5 + 2 * 2 - 0.25] as const
  const head = ([a, b]: readonly [number, number]) => 2 * a - b + 1
  const relu = (x: number) => Math.max(x, 0)

  it.each([
    ['identity', (x: number) => x],
    ['relu', relu],
    ['tanh', Math.tanh],
  ] as const)('between the layers: %s', (activation, f) =>
    scoped(async own => {
      const model = mlp({ inputShape: [2], hidden: [2], classes: 1, activation })
      const weights = own(params())
      // The second example's hidden values are negative.
      const inputs = own(
        tf.tensor2d([
          [0.5, 2],
          [-1, -2],
        ]),
      )
      const logits = own(tidy(() => model.apply(plain)(weights, inputs)))
      const second = [-1 - 1 + 0.5, 1 - 4 - 0.25] as const
      const expected = [hidden, second].map(([a, b]) => [head([f(a), f(b)])])
      await expectClose(logits, own(tf.tensor2d(expected)), 2e-6)
      expect(Object.keys(activations)).toContain(activation)
    }),
  )

  it('flattens its inputs, whatever their shape', () =>
    scoped(async own => {
      const flat = own(tf.tensor(random.normal(random.key(2), 12), [2, 6]))
      const image = own(tf.reshape(flat, [2, 2, 3, 1]))
      const weights = own(models.mlp.init(random.key(0)))
      const [a, b] = [flat, image].map(x => own(tidy(() => models.mlp.apply(plain)(weights, x)))) as [
        tf.Tensor,
        tf.Tensor,
      ]
      await expectClose(b, a, 0)
    }))
})
