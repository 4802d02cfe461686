import { random, scoped } from '@planish/core'
import type { BatchObjective } from '@planish/grad'
import { logistic } from '@planish/grad'
import { linear } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { averageSharpness } from './averageCase.ts'
import { worstCaseSharpness } from './worstCase.ts'

type Params = { readonly w: tf.Tensor }

const lambda = [3, 1, 0.5]

/** ½ Σ λ_i w_i². */
const quadratic: BatchObjective<Params> = {
  batchLoss: ({ w }) => tf.mul(0.5, tf.sum(tf.mul(tf.square(w), tf.tensor1d(lambda)))),
}

it('of a quadratic is ρ‖g‖ + ½ρ²λ_max along its top eigenvector, and ½ρ² tr H on average', () =>
  scoped(async own => {
    const params = own<Params>({ w: tf.tensor1d([2, 0, 0]) })
    const batch = own({ inputs: tf.ones([1, 1]), labels: tf.zeros([1], 'int32') })
    const rho = 0.1
    const worst = await worstCaseSharpness<Params>(quadratic, params, batch, { rho })
    expect(worst.sharpness).toBeCloseTo(rho * 6 + 0.5 * rho ** 2 * 3, 5)
    expect(worst.firstOrder).toBeCloseTo(rho * 6, 5)
    expect(worst.loss).toBeCloseTo(6, 5)
    // c = |w| moves the first weight alone, by up to 2ρ.
    const adaptive = await worstCaseSharpness<Params>(quadratic, params, batch, {
      rho,
      norm: 'linf',
      adaptive: true,
    })
    expect(adaptive.sharpness).toBeCloseTo(0.5 * 3 * (2.2 ** 2 - 4), 5)
    const origin = own<Params>({ w: tf.zeros([3]) })
    const average = await averageSharpness<Params>(quadratic, origin, batch, {
      rho: 1,
      samples: 60,
      key: random.key(0),
    })
    expect(Math.abs(average.sharpness - 0.5 * 4.5)).toBeLessThan(3 * average.standardError)
  }))

it('of one example at a time is log(1 + e^{−tf + ρ‖x‖}) − log(1 + e^{−tf}) in a linear model', () =>
  scoped(async own => {
    const model = linear({ inputShape: [2], classes: 1, bias: false })
    const params = own({ layers: [{ kernel: tf.tensor2d([[1], [-0.5]]) }] })
    const points: [number, number][] = [
      [3, 4],
      [0.5, -1],
      [-2, 1],
    ]
    const batch = own({ inputs: tf.tensor2d(points), labels: tf.tensor1d([1, 0, 1], 'int32') })
    const rho = 0.2
    const found = await worstCaseSharpness({ model, loss: logistic }, params, batch, { rho, m: 1 })
    const softplus = (z: number): number => Math.log(1 + Math.exp(z))
    for (const [index, [x, y]] of points.entries()) {
      const z = -(index === 1 ? -1 : 1) * (x - 0.5 * y)
      const expected = softplus(z + rho * Math.hypot(x, y)) - softplus(z)
      expect(found.perGroup[index]).toBeCloseTo(expected, 5)
    }
  }))
