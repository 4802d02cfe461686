import { random, scoped, tree } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import { crossEntropy, logistic, plain } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import { linear, mlp } from '@planish/models'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { upWeighting } from './upWeighting.ts'

const examples = 6
const dimension = 4
const rho = 0.3

const batchOf = (classes: number): Batch => ({
  inputs: tf.tensor2d(random.normal(random.key(1), examples * dimension), [examples, dimension]),
  labels: tf.tensor1d(
    Array.from({ length: examples }, (_, index) => index % classes),
    'int32',
  ),
})

/** ‖r(w + ε)‖ / ‖r(w)‖ of one example, its gradient taken by tfjs and its weights really perturbed. */
const naiveRatio = (
  { model, loss }: Objective<DenseStackParams>,
  params: DenseStackParams,
  x: Tensor,
  y: Tensor,
): Tensor =>
  tf.tidy(() => {
    const leaves = tree.leaves(params)
    const logits = (at: readonly Tensor[]): Tensor => model.apply(plain)(tree.rebuild(params, at), x)
    const gradient = tf.grads((...at: Tensor[]) => tf.sum(loss.perExample(logits(at), y)))(leaves)
    const norm = tf.norm(tf.concat(gradient.map(leaf => tf.reshape(leaf, [-1]))))
    const perturbed = leaves.map((leaf, index) =>
      tf.add(leaf, tf.mul(rho, tf.div(gradient[index] as Tensor, norm))),
    )
    const residualNorm = (at: readonly Tensor[]): Tensor => tf.norm(loss.residual(logits(at), y))
    return tf.div(residualNorm(perturbed), residualNorm(leaves))
  })

it('agrees with a loop over examples whose weights are really perturbed', () =>
  scoped(async own => {
    const model = mlp({ inputShape: [dimension], hidden: [5], classes: 3 })
    const objective = { model, loss: crossEntropy }
    const params = own(model.init(random.key(0)))
    const batch = batchOf(3)
    const { inputs, labels } = own({ ...batch })
    const ratios = await upWeighting(objective, params, batch, rho)
    expect(ratios).toHaveLength(examples)
    for (const [index, ratio] of ratios.entries()) {
      const [x, y] = own([tf.slice(inputs, [index], [1]), tf.slice(labels, [index], [1])])
      const [expected = Number.NaN] = await own(
        naiveRatio(objective, params, x as Tensor, y as Tensor),
      ).data()
      expect(Math.abs(ratio - expected) / expected).toBeLessThan(1e-5)
    }
    expect(Math.max(...ratios) - Math.min(...ratios)).toBeGreaterThan(0.01)
  }))

it('is σ(z + ρ‖x‖) / σ(z) in a linear model, z = −t f: from e^{ρ‖x‖} for well-fitted examples to 1', () =>
  scoped(async own => {
    const model = linear({ inputShape: [dimension], classes: 1, bias: false })
    const kernel = own(tf.tensor2d([3, -2, 1.5, 1], [dimension, 1]))
    const batch = batchOf(2)
    own({ ...batch })
    const ratios = await upWeighting({ model, loss: logistic }, { layers: [{ kernel }] }, batch, rho)
    const inputs = (await batch.inputs.array()) as number[][]
    const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
    const closed = inputs.map((x, index) => {
      const f = 3 * (x[0] ?? 0) - 2 * (x[1] ?? 0) + 1.5 * (x[2] ?? 0) + (x[3] ?? 0)
      const z = -(2 * (index % 2) - 1) * f
      const norm = Math.hypot(...x)
      const ratio = sigmoid(z + rho * norm) / sigmoid(z)
      return { z, ratio, largest: Math.exp(rho * norm) }
    })
    for (const [index, { ratio, largest }] of closed.entries()) {
      expect(Math.abs((ratios[index] as number) - ratio) / ratio).toBeLessThan(1e-5)
      expect(ratios[index]).toBeGreaterThan(1)
      expect(ratios[index]).toBeLessThan(largest)
    }
    expect(closed.some(({ z }) => z < -2) && closed.some(({ z }) => z > 1)).toBe(true)
  }))

it('holds for examples fitted as well as float32 can tell, and is NaN where there is nothing to perturb along', () =>
  scoped(async own => {
    const model = linear({ inputShape: [1], classes: 1, bias: false })
    const kernel = own(tf.tensor2d([1], [1, 1]))
    const batch = { inputs: tf.tensor2d([[10], [20], [60]]), labels: tf.tensor1d([1, 1, 1], 'int32') }
    own({ ...batch })
    const ratios = await upWeighting({ model, loss: logistic }, { layers: [{ kernel }] }, batch, 0.03)
    // σ(z + ρ‖x‖)/σ(z) tends to e^{ρ‖x‖}; at x = 60 the gradient is 5e-25.
    expect(Math.abs((ratios[0] as number) / Math.exp(0.3) - 1)).toBeLessThan(1e-4)
    expect(Math.abs((ratios[1] as number) / Math.exp(0.6) - 1)).toBeLessThan(1e-4)
    expect(ratios[2]).toBeNaN()
  }))
