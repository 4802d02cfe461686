import type { Tree } from '@planish/core'
import { PlanishError, tidy, tree } from '@planish/core'
import type { Neighbourhood, Objective, PerturbedPoint } from '@planish/grad'
import { differentiate, forEachGroup, pairing } from '@planish/grad'
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
  /** Bytes that a pass over groups of their own may hold; see `Neighbourhood`. */
  readonly memoryBudget?: number
}

/** The rule's direction at a point, for a batch of so many examples. */
function directionAt<P extends Tree>(
  term: Term,
  { loss }: Objective<P>,
  params: P,
  point: PerturbedPoint<P>,
  examples: number,
): P {
  const share = (residual: Tensor): Tensor => tf.div(residual, examples)
  const { labels } = point.batch
  if (term === 'logit') return point.firstPullback(share(loss.residual(point.perturbedLogits(), labels)))
  const residual =
    term === 'jacobian'
      ? () => share(loss.residual(point.firstLogits, labels))
      : (at: Tensor) => share(loss.residual(at, labels))
  return differentiate(params, () => ({ value: pairing(point.perturbedLogits(), residual), also: [] }))
    .gradient
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
export function sam({
  rho,
  m = 'batch',
  term = 'full',
  memoryBudget,
}: SamOptions): GradientRule<readonly []> {
  if (!(rho >= 0)) throw new PlanishError('usage', `sam: rho must be a number from 0, not ${rho}`)
  const memory = memoryBudget === undefined ? {} : { memoryBudget }
  return {
    gradientEvaluations: 2,
    init: () => stateless,
    apply: (objective, params, state, batch) =>
      tidy(() => {
        const examples = batch.inputs.shape[0] ?? 0
        const neighbourhood = { m, rho, keepFirstPass: term === 'logit', ...memory }
        const { parts, path } = forEachGroup(objective, params, batch, neighbourhood, point => ({
          direction: directionAt(term, objective, params, point, examples),
          losses: point.firstLosses,
        }))
        return {
          direction: total(parts.map(part => part.direction)),
          state,
          losses: tf.concat(parts.map(part => part.losses)),
          path,
        }
      }),
  }
}
