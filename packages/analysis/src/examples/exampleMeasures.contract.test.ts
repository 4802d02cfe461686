import { random, scoped, tree } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import { crossEntropy, logistic, plain } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import { linear, mlp } from '@planish/models'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { exampleMeasures } from './exampleMeasures.ts'
import { jacobianNorms } from './jacobianNorms.ts'

const examples = 5
const dimension = 4
const classes = 3

const batchOf = (labels: number): Batch => ({
  inputs: tf.tensor2d(random.normal(random.key(1), examples * dimension), [examples, dimension]),
  labels: tf.tensor1d(
    Array.from({ length: examples }, (_, index) => index % labels),
    'int32',
  ),
})

const expectAllClose = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((found[i] as number) - value)).toBeLessThan(2e-5 * Math.max(1, Math.abs(value)))
  }
}

/** √ of the sum of squares of tfjs's own gradient of f of one example's logits. */
async function naiveNorm(
  { model }: Pick<Objective<DenseStackParams>, 'model'>,
  params: DenseStackParams,
  x: Tensor,
  f: (logits: Tensor) => Tensor,
): Promise<number> {
  const leaves = tree.leaves(params)
  const norm = tf.tidy(() => {
    const gradients = tf.grads((...at: Tensor[]) =>
      tf.sum(f(model.apply(plain)(tree.rebuild(params, at), x))),
    )(leaves)
    return tf.norm(tf.concat(gradients.map(leaf => tf.reshape(leaf, [-1]))))
  })
  const [value = Number.NaN] = await norm.data()
  norm.dispose()
  return value
}

it('agree with a loop over examples', () =>
  scoped(async own => {
    const model = mlp({ inputShape: [dimension], hidden: [5], classes })
    const params = own(model.init(random.key(0)))
    const batch = own({ ...batchOf(classes) })
    const found = await exampleMeasures({ model, loss: crossEntropy }, params, batch)
    const jacobians = await jacobianNorms(model, params, { inputs: batch.inputs })
    const all = own(tf.tidy(() => model.apply(plain)(params, batch.inputs)))
    const logits = (await all.array()) as number[][]
    const gradients: number[] = []
    const frobenius: number[] = []
    for (let i = 0; i < examples; i++) {
      const [x, y] = own([tf.slice(batch.inputs, [i], [1]), tf.slice(batch.labels, [i], [1])])
      const norm = (f: (z: Tensor) => Tensor): Promise<number> => naiveNorm({ model }, params, x as Tensor, f)
      gradients.push(await norm(z => crossEntropy.perExample(z, y as Tensor)))
      const rows: number[] = []
      for (let k = 0; k < classes; k++) rows.push(await norm(z => tf.slice(z, [0, k], [1, 1])))
      frobenius.push(Math.hypot(...rows))
    }
    const residuals = logits.map((z, i) => {
      const sum = z.reduce((total, value) => total + Math.exp(value), 0)
      return Math.hypot(...z.map((value, k) => Math.exp(value) / sum - (k === i % classes ? 1 : 0)))
    })
    expectAllClose(found.gradientNorms, gradients)
    expectAllClose(found.residualNorms, residuals)
    expectAllClose(
      found.pulledNorms,
      gradients.map((norm, i) => norm / (residuals[i] as number)),
    )
    expectAllClose(jacobians, frobenius)
    expectAllClose(
      found.margins,
      logits.map((z, i) => {
        const label = i % classes
        return (z[label] as number) - Math.max(...z.filter((_, k) => k !== label))
      }),
    )
    // ‖Jᵀr‖ ≤ ‖J‖_F ‖r‖
    for (const [i, pulled] of found.pulledNorms.entries()) {
      expect(pulled).toBeLessThanOrEqual((jacobians[i] as number) * (1 + 1e-5))
    }
  }))

it('are in closed form for a linear model with one logit: ‖J‖ = ‖x‖, ‖r‖ = σ(−t f)', () =>
  scoped(async own => {
    const model = linear({ inputShape: [dimension], classes: 1, bias: false })
    const kernel = own(tf.tensor2d([3, -2, 1.5, 1], [dimension, 1]))
    const params = { layers: [{ kernel }] }
    const batch = own({ ...batchOf(2) })
    const { margins, residualNorms, gradientNorms, losses } = await exampleMeasures(
      { model, loss: logistic },
      params,
      batch,
    )
    const inputs = (await batch.inputs.array()) as number[][]
    const f = inputs.map(([a = 0, b = 0, c = 0, d = 0]) => 3 * a - 2 * b + 1.5 * c + d)
    const margin = f.map((value, i) => (i % 2 === 1 ? value : -value))
    const scale = margin.map(value => 1 / (1 + Math.exp(value)))
    const lengths = inputs.map(x => Math.hypot(...x))
    expectAllClose(margins, margin)
    expectAllClose(residualNorms, scale)
    expectAllClose(
      gradientNorms,
      lengths.map((length, i) => length * (scale[i] as number)),
    )
    expectAllClose(
      losses,
      margin.map(value => Math.log1p(Math.exp(-value))),
    )
    expectAllClose(await jacobianNorms(model, params, batch), lengths)
  }))

it('takes class indices, and a perfectly fitted example has no direction to pull along', () =>
  scoped(async own => {
    const model = linear({ inputShape: [1], classes: 2, bias: false })
    const params = { layers: [{ kernel: own(tf.tensor2d([500, -500], [1, 2])) }] }
    const inputs = own(tf.ones([1, 1]))
    const objective = { model, loss: crossEntropy }
    const fitted = await exampleMeasures(objective, params, {
      inputs,
      labels: own(tf.tensor1d([0], 'int32')),
    })
    expect(fitted.residualNorms[0]).toBe(0)
    expect(fitted.pulledNorms[0]).toBeNaN()
    const soft = own(tf.ones([1, 2]))
    await expect(exampleMeasures(objective, params, { inputs, labels: soft })).rejects.toThrow(
      /class indices|labels of shape/,
    )
  }))
