import type { Tree } from '@planish/core'
import { PlanishError, tidy, tree } from '@planish/core'
import type { Neighbourhood, Objective, PerturbedPoint } from '@planish/grad'
import { differentiate, forEachGroup } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { stateless } from '../state.ts'
import type { GradientRule } from './rule.ts'

/** Which factor of an example's gradient J(w)ᵀ r(w) is taken at the perturbed weights. */
export type Term = 'full' | 'logit' | 'jacobian'

/** Options of {@link sam}. */
export interface SamOptions {
  /** Radius ρ of the perturbation. */
  readonly rho: number
  /** Group size: 1 for 1-SAM; default `batch`, ordinary SAM. */
  readonly m?: Neighbourhood['m']
  /** Default `full`; `logit` is L-SAM, `jacobian` is J-SAM. */
  readonly term?: Term
}

/**
 * A scalar whose gradient in the parameters is Σ_i J_iᵀ r_i, r the residual at the logits. Only its gradient is
 * wanted, so its value is left out: nothing of the loss is computed but the residual.
 */
const pairing = (logits: Tensor, residual: (logits: Tensor) => Tensor): Tensor =>
  tf.customGrad((z, save) => {
    ;(save as (tensors: Tensor[]) => void)([z as Tensor])
    return {
      value: tf.scalar(0),
      gradFunc: (dy: Tensor, [at]: Tensor[]) => tf.mul(residual(at as Tensor), dy),
    }
  })(logits)

/** Scalars whose gradients are the rule's directions, times the number of examples. */
const sums: {
  readonly [term in Term]: (loss: Objective['loss'], point: PerturbedPoint) => () => Tensor
} = {
  full: (loss, point) => () =>
    pairing(point.perturbedLogits(), logits => loss.residual(logits, point.batch.labels)),
  logit: (loss, point) => {
    const residual = tidy(() => loss.residual(point.perturbedLogits(), point.batch.labels))
    return () => pairing(point.logits(), () => residual)
  },
  jacobian: (loss, point) => {
    const residual = loss.residual(point.firstLogits, point.batch.labels)
    return () => pairing(point.perturbedLogits(), () => residual)
  },
}

/** The directions of a batch's parts, added up. */
function total<P extends Tree>(directions: readonly P[]): P {
  const [first, ...others] = directions
  return others.reduce((sum, direction) => tree.map2<P>(sum, direction, (a, b) => tf.add(a, b)), first as P)
}

/**
 * Sharpness-aware minimization with a perturbation ε_S = ρ g_S/‖g_S‖ for each group S of m examples, g_S the
 * gradient of the group's mean loss; every example weighs 1/B:
 *
 * | `term` | direction | |
 * |---|---|---|
 * | `full` | mean_i J_i(w+ε)ᵀ r_i(w+ε) | SAM (Foret et al. 2021), m-SAM, 1-SAM |
 * | `logit` | mean_i J_i(w)ᵀ r_i(w+ε) | L-SAM |
 * | `jacobian` | mean_i J_i(w+ε)ᵀ r_i(w) | J-SAM; with `m: 'batch'` Functional-SAM |
 *
 * L- and J-SAM as in Baek, Kolter & Raghunathan, *Why is SAM Robust to Label Noise?* (ICLR 2024). A group whose
 * gradient is shorter than `gradientFloor` is not perturbed.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`; in `apply` `usage` for a bad `m`, `model` if the model breaks the rules of `Layers`
 * @example
 * ```ts
 * import { followedBy, sam, sgd } from '@planish/optim'
 *
 * const oneSam = followedBy(sgd({ learningRate: 0.02, momentum: 0.9 }))(sam({ rho: 0.03, m: 1 }))
 * ```
 */
export function sam({ rho, m = 'batch', term = 'full' }: SamOptions): GradientRule<readonly []> {
  if (!(rho >= 0)) throw new PlanishError('usage', `sam: rho must be a number from 0, not ${rho}`)
  return {
    gradientEvaluations: 2,
    init: () => stateless,
    apply: (objective, params, state, batch) =>
      tidy(() => {
        const examples = batch.inputs.shape[0] ?? 0
        const { parts, path } = forEachGroup(objective, params, batch, { m, rho }, point => {
          const sum = sums[term](objective.loss, point)
          const { gradient } = differentiate(params, () => ({ value: tf.div(sum(), examples), also: [] }))
          return { direction: gradient, losses: point.firstLosses }
        })
        return {
          direction: total(parts.map(part => part.direction)),
          state,
          losses: tf.concat(parts.map(part => part.losses)),
          path,
        }
      }),
  }
}
