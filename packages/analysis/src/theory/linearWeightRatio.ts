import type { Batch } from '@planish/grad'
import { logistic } from '@planish/grad'
import { upWeighting } from '../examples/upWeighting.ts'
import { expectPositive } from '../expectations.ts'
import { type ChainParams, chainOf, expectOneLogit, sigmoid } from './denseChain.ts'

/** 1-SAM's up-weighting in a linear model, by the formula and as the engine computes it. */
export interface WeightRatios {
  /** z = −t f of each example: large where it is badly fitted. */
  readonly z: Float64Array
  /** σ(z + ρ‖x‖)/σ(z). */
  readonly predicted: Float64Array
  /** ‖r(w + ε)‖/‖r(w)‖; NaN where the gradient is too short to perturb along. */
  readonly measured: Float32Array
  /** The largest |measured − predicted|/predicted where there is one. */
  readonly relativeError: number
}

/**
 * In a linear model with one logit and the logistic loss 1-SAM moves every example's margin by exactly ρ‖x‖, so that
 * it weighs the example σ(z + ρ‖x‖)/σ(z) as much as SGD, z = −t f: e^{ρ‖x‖} for well-fitted examples down to 1 for badly
 * fitted ones (Baek, Kolter & Raghunathan 2024). Both sides, the formula in float64. With a bias ‖x‖ becomes
 * √(‖x‖² + 1).
 *
 * @param params one layer with one output: `linear({ classes: 1 })`
 * @param batch inputs [B, d], labels 0 or 1
 * @throws PlanishError `usage` for other layers, labels, or a rho that is not above 0
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { linear } from '@planish/models'
 * import { linearWeightRatios } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const params = linear({ inputShape: [5], classes: 1 }).init(random.key(0))
 * const inputs = tf.tensor(random.normal(random.key(1), 15), [3, 5])
 * const batch = { inputs, labels: tf.tensor1d([0, 1, 1], 'int32') }
 * const { predicted, measured } = await linearWeightRatios(params, batch, 0.1)
 * ```
 */
export async function linearWeightRatios(
  params: ChainParams,
  batch: Batch,
  rho: number,
): Promise<WeightRatios> {
  expectOneLogit('linearWeightRatios', params, batch, 1)
  expectPositive('linearWeightRatios', 'rho', rho)
  const measured = await upWeighting({ model: chainOf(params), loss: logistic }, params, batch, rho)
  const [layer] = params.layers
  const [inputs, labels, kernel, bias] = await Promise.all(
    [batch.inputs, batch.labels, layer?.kernel, layer?.bias].map(tensor => tensor?.data()),
  )
  const dimension = batch.inputs.shape[1] as number
  const z = new Float64Array(measured.length)
  const predicted = Float64Array.from(measured, (_, i) => {
    let f = bias?.[0] ?? 0
    let squares = bias === undefined ? 0 : 1
    for (let j = 0; j < dimension; j++) {
      const x = inputs?.[i * dimension + j] as number
      f += x * (kernel?.[j] as number)
      squares += x * x
    }
    z[i] = -(2 * (labels?.[i] as number) - 1) * f
    return sigmoid((z[i] as number) + rho * Math.sqrt(squares)) / sigmoid(z[i] as number)
  })
  const errors = Array.from(predicted, (value, i) => Math.abs((measured[i] as number) - value) / value)
  return { z, predicted, measured, relativeError: Math.max(0, ...errors.filter(Number.isFinite)) }
}
