import { PlanishError, random, scoped, tidy } from '@planish/core'
import type { Batch } from '@planish/grad'
import { gradientFloor, logistic } from '@planish/grad'
import type { GradientRule, State } from '@planish/optim'
import { plainGradient, sam } from '@planish/optim'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expectPositive } from '../expectations.ts'
import { type ChainParams, chainOf, expectOneLogit, sigmoid } from './denseChain.ts'

/** What J-SAM adds to SGD in a layer, as predicted and as measured. */
export interface LayerAgreement {
  /** W, from inputs to features, or v, the head. */
  readonly layer: 'features' | 'head'
  /** ‖·‖_F of the predicted difference of directions. */
  readonly predictedNorm: number
  readonly measuredNorm: number
  /** ‖measured − predicted‖_F / ‖predicted‖_F. */
  readonly relativeError: number
}

const norm = (values: ArrayLike<number>): number => Math.sqrt(sumOfSquares(values))

function sumOfSquares(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2
  return sum
}

/** The regulariser's gradients in W [d, h] and v [h], in float64. */
function predicted(
  inputs: ArrayLike<number>,
  labels: ArrayLike<number>,
  w: ArrayLike<number>,
  v: ArrayLike<number>,
  rho: number,
): readonly [Float64Array, Float64Array] {
  const [examples, width] = [labels.length, v.length]
  const dimension = w.length / width
  const inFeatures = new Float64Array(w.length)
  const inHead = new Float64Array(width)
  const headSquared = sumOfSquares(v)
  for (let i = 0; i < examples; i++) {
    const x = Array.from({ length: dimension }, (_, j) => inputs[i * dimension + j] as number)
    const z = Array.from({ length: width }, (_, k) =>
      x.reduce((sum, value, j) => sum + value * (w[j * width + k] as number), 0),
    )
    const f = z.reduce((sum, value, k) => sum + value * (v[k] as number), 0)
    const c = sigmoid(-(2 * (labels[i] as number) - 1) * f)
    const inputSquared = sumOfSquares(x)
    const n = Math.sqrt(sumOfSquares(z) + inputSquared * headSquared)
    if (c * n <= gradientFloor) continue // the rules do not perturb there
    const weight = (rho * c) / (n * examples)
    for (const [k, value] of z.entries()) {
      inHead[k] = (inHead[k] as number) + weight * inputSquared * (v[k] as number)
      for (const [j, input] of x.entries()) {
        const entry = j * width + k
        inFeatures[entry] = (inFeatures[entry] as number) + weight * input * value
      }
    }
  }
  return [inFeatures, inHead]
}

/**
 * In a two-layer linear net f(x) = ⟨v, Wx⟩ with the logistic loss, J-SAM's direction (m = 1) is SGD's with the features and
 * the head held down: with z = Wx, c = σ(−t f), n = √(‖z‖² + ‖x‖²‖v‖²), it adds
 *
 * ```text
 * to W: mean_i (ρ c/n) z xᵀ        to v: mean_i (ρ c/n) ‖x‖² v
 * ```
 *
 * (Baek, Kolter & Raghunathan 2024). Exact, not a first-order result. This computes both sides: the formula in float64,
 * and the difference of the directions of `sam({ rho, m: 1, term: 'jacobian' })` and `plainGradient()`. The difference of
 * two float32 directions has few digits where ρ is small: an error about 1e-7 ‖direction‖/‖difference‖.
 *
 * @param params two layers without biases, the head with one output: `deepLinear({ hidden: [h], classes: 1 })`
 * @param batch inputs [B, d], labels 0 or 1
 * @throws PlanishError `usage` for other layers, labels, or a rho that is not above 0
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { deepLinear } from '@planish/models'
 * import { jacobianRegulariser } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const params = deepLinear({ inputShape: [5], hidden: [4], classes: 1 }).init(random.key(0))
 * const inputs = tf.tensor(random.normal(random.key(1), 15), [3, 5])
 * const batch = { inputs, labels: tf.tensor1d([0, 1, 1], 'int32') }
 * const [features, head] = await jacobianRegulariser(params, batch, 0.1) // relativeError about 1e-6 in both
 * ```
 */
export async function jacobianRegulariser(
  params: ChainParams,
  batch: Batch,
  rho: number,
): Promise<readonly [LayerAgreement, LayerAgreement]> {
  expectOneLogit('jacobianRegulariser', params, batch, 2)
  expectPositive('jacobianRegulariser', 'rho', rho)
  const [first, head] = params.layers
  if (first === undefined || head === undefined || first.bias !== undefined || head.bias !== undefined) {
    throw new PlanishError('usage', 'jacobianRegulariser: a layer has a bias', 'the net is f(x) = ⟨v, Wx⟩')
  }
  return scoped(async own => {
    const objective = { model: chainOf(params), loss: logistic }
    const differences = own(
      tidy(() => {
        const along = <S extends State>(rule: GradientRule<S>): readonly Tensor[] =>
          rule
            .apply(objective, params, rule.init(params), batch, random.key(0))
            .direction.layers.map(({ kernel }) => kernel)
        const sgd = along(plainGradient())
        return along(sam({ rho, m: 1, term: 'jacobian' })).map((kernel, i) =>
          tf.sub(kernel, sgd[i] as Tensor),
        )
      }),
    )
    const [inputs, labels, w, v, ...measured] = await Promise.all(
      [batch.inputs, batch.labels, first.kernel, head.kernel, ...differences].map(tensor => tensor.data()),
    )
    const expected = predicted(
      inputs as Float32Array,
      labels as Int32Array,
      w as Float32Array,
      v as Float32Array,
      rho,
    )
    const agreement = (layer: LayerAgreement['layer'], index: 0 | 1): LayerAgreement => {
      const found = measured[index] as Float32Array
      const predictedNorm = norm(expected[index])
      return {
        layer,
        predictedNorm,
        measuredNorm: norm(found),
        relativeError: norm(expected[index].map((value, k) => (found[k] as number) - value)) / predictedNorm,
      }
    }
    return [agreement('features', 0), agreement('head', 1)] as const
  })
}
