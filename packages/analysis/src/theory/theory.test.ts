import { random, scoped } from '@planish/core'
import { deepLinear, linear } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { jacobianRegulariser } from './jacobianRegulariser.ts'
import { linearWeightRatios } from './linearWeightRatio.ts'

const batchOf = (examples: number, dimension: number) => ({
  inputs: tf.tensor2d(random.normal(random.key(1), examples * dimension), [examples, dimension]),
  labels: tf.tensor1d(
    Array.from({ length: examples }, (_, i) => i % 2),
    'int32',
  ),
})

it.each([0.01, 0.1, 1, 10])('J-SAM minus SGD is the predicted regulariser in both layers, ρ = %d', rho =>
  scoped(async own => {
    const params = own(deepLinear({ inputShape: [6], hidden: [5], classes: 1 }).init(random.key(0)))
    const batch = own(batchOf(9, 6))
    const found = await jacobianRegulariser(params, batch, rho)
    expect(found.map(({ layer }) => layer)).toEqual(['features', 'head'])
    for (const { predictedNorm, measuredNorm, relativeError } of found) {
      expect(relativeError).toBeLessThan(5e-6 * Math.max(1, 0.1 / rho))
      expect(measuredNorm / predictedNorm).toBeCloseTo(1, 4)
      expect(predictedNorm).toBeGreaterThan(0.01 * rho)
    }
  }),
)

it('the regulariser is proportional to ρ, and zero features give none on W', () =>
  scoped(async own => {
    const params = own(deepLinear({ inputShape: [6], hidden: [5], classes: 1 }).init(random.key(0)))
    const batch = own(batchOf(9, 6))
    const [[a], [b]] = [
      await jacobianRegulariser(params, batch, 0.1),
      await jacobianRegulariser(params, batch, 0.2),
    ]
    expect(b.predictedNorm / a.predictedNorm).toBeCloseTo(2, 10)
    const zero = { layers: [{ kernel: own(tf.zeros([6, 5])) }, { kernel: own(tf.ones([5, 1])) }] }
    const [features, head] = await jacobianRegulariser(zero, batch, 0.1)
    expect(features.predictedNorm).toBe(0)
    expect(features.measuredNorm).toBeLessThan(1e-6)
    expect(head.relativeError).toBeLessThan(1e-5)
  }))

it.each([true, false])('a linear model’s weight ratios are the predicted ones, bias %s', bias =>
  scoped(async own => {
    const drawn = own(linear({ inputShape: [6], classes: 1, bias }).init(random.key(3)))
    const batch = own(batchOf(12, 6))
    const { z, predicted, measured, relativeError } = await linearWeightRatios(drawn, batch, 0.3)
    expect(relativeError).toBeLessThan(1e-5)
    expect(measured).toHaveLength(12)
    // Less for badly fitted examples, of like length.
    const order = Array.from(z, (_, i) => i).sort((i, j) => (z[i] as number) - (z[j] as number))
    expect(predicted[order[0] as number]).toBeGreaterThan(predicted[order[11] as number] as number)
    expect(Math.min(...predicted)).toBeGreaterThan(1)
  }),
)

it('says what is wrong', () =>
  scoped(async own => {
    const batch = own(batchOf(4, 6))
    const two = own(deepLinear({ inputShape: [6], hidden: [5], classes: 2 }).init(random.key(0)))
    const biased = own(
      deepLinear({ inputShape: [6], hidden: [5], classes: 1, bias: true }).init(random.key(0)),
    )
    const good = own(deepLinear({ inputShape: [6], hidden: [5], classes: 1 }).init(random.key(0)))
    const soft = { inputs: batch.inputs, labels: own(tf.ones([4, 1])) }
    await expect(jacobianRegulariser(two, batch, 0.1)).rejects.toThrow(/last with 2 outputs/)
    await expect(jacobianRegulariser(biased, batch, 0.1)).rejects.toThrow(/a layer has a bias/)
    await expect(jacobianRegulariser(good, soft, 0.1)).rejects.toThrow(/labels of shape \[4, 1\]/)
    await expect(jacobianRegulariser(good, batch, 0)).rejects.toThrow(/rho must be a number above 0/)
    await expect(linearWeightRatios(good, batch, 0.1)).rejects.toThrow(/2 layers/)
  }))
