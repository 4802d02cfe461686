import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Batch, Neighbourhood, Objective, PerturbedPoint } from '@planish/grad'
import { batchSize, differentiate, forEachGroup, pairing } from '@planish/grad'
import type { GradientRule } from '@planish/optim'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expectNotNegative, expectNumber } from '../hessian/expectations.ts'

/** Options of {@link interpolatedSam}. */
export interface InterpolatedSamOptions extends Pick<Neighbourhood, 'mask' | 'memoryBudget'> {
  /** ρ, the radius of SAM's perturbation. */
  readonly rho: number
  /** Size m of the groups that share a perturbation, 1 for 1-SAM; default `batch`. */
  readonly m?: Neighbourhood['m']
  /** a: how far the residual goes from that at w (0) to that at w + ε (1). */
  readonly logit: number
  /** b: how far along ε the Jacobian is taken, at w (0) to at w + ε (1). */
  readonly jacobian: number
}

/** Some examples of a batch, and what came before them. */
const from = (x: Tensor, start: number, size: number): Tensor => tf.slice(x, [start], [size])

/** r_i(w) + a (r_i(w + ε) − r_i(w)) of every example, [B, K], with the losses at w and how the groups were run. */
function residuals<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  neighbourhood: Neighbourhood,
  a: number,
) {
  const at = (logits: Tensor, point: PerturbedPoint<P>): Tensor =>
    objective.loss.residual(logits, point.batch.labels)
  const { parts, path } = forEachGroup(objective, params, batch, neighbourhood, point => {
    const here = at(point.firstLogits, point)
    const mixed = a === 0 ? here : tf.add(here, tf.mul(a, tf.sub(at(point.perturbedLogits(), point), here)))
    return { mixed, losses: point.firstLosses }
  })
  return {
    mixed: tf.concat(parts.map(({ mixed }) => mixed)),
    losses: tf.concat(parts.map(({ losses }) => losses)),
    path,
  }
}

/**
 * SAM's step with its two effects turned up one by one: with groups S of m examples, and ε_S = ρ g_S/‖g_S‖ a constant,
 *
 * ```text
 * u(a, b) = 1/B Σ_S Σ_{i ∈ S} J_i(w + b ε_S)ᵀ [ r_i(w) + a (r_i(w + ε_S) − r_i(w)) ].
 * ```
 *
 * | `logit` a | `jacobian` b | |
 * |---|---|---|
 * | 0 | 0 | SGD |
 * | 1 | 0 | L-SAM: the logit effect alone |
 * | 0 | 1 | J-SAM: the Jacobian effect alone |
 * | 1 | 1 | SAM |
 *
 * What is interpolated in the logits is the residual, linearly; for the Jacobian it is the point at which it is taken,
 * so that u is linear in a and not in b. Values outside of [0, 1] go on beyond the corners. The corners are those of
 * Baek, Kolter & Raghunathan (ICLR 2024, arXiv 2405.03676); the points between them are ours. A group whose gradient is
 * shorter than `gradientFloor` is not perturbed.
 *
 * @throws PlanishError `usage` for a bad `rho` or coefficients that are no numbers; in `apply` as `sam`
 * @example
 * ```ts
 * import { interpolatedSam } from '@planish/analysis'
 * import { followedBy, sgd } from '@planish/optim'
 *
 * const halfway = interpolatedSam({ rho: 0.05, m: 1, logit: 1, jacobian: 0.5 })
 * const optimizer = followedBy(sgd({ learningRate: 0.1 }))(halfway)
 * ```
 */
export function interpolatedSam(options: InterpolatedSamOptions): GradientRule<readonly []> {
  const { rho, m = 'batch', logit, jacobian, mask, memoryBudget } = options
  expectNotNegative('interpolatedSam', 'rho', rho)
  expectNumber('interpolatedSam', 'logit', logit)
  expectNumber('interpolatedSam', 'jacobian', jacobian)
  const neighbourhood = { m, rho, ...(mask && { mask }), ...(memoryBudget !== undefined && { memoryBudget }) }
  return {
    needs: 'examples',
    gradientEvaluations: 3,
    init: () => [],
    apply: <P extends Tree>(objective: Objective<P>, params: P, state: readonly [], batch: Batch) =>
      tidy(() => {
        const { mixed, losses, path } = residuals(objective, params, batch, neighbourhood, logit)
        const shares = tf.div(mixed, batchSize(batch))
        let start = 0
        const { parts } = forEachGroup(
          objective,
          params,
          batch,
          { ...neighbourhood, rho: rho * jacobian },
          point => {
            const size = batchSize(point.batch)
            const share = from(shares, start, size)
            start += size
            const value = (): Tensor => pairing(point.perturbedLogits(), () => share)
            return differentiate(params, () => ({ value: value(), also: [] })).gradient
          },
        )
        const [first, ...others] = parts
        const direction = others.reduce<P>(
          (sum, part) => tree.map2<P>(sum, part, (x, y) => tf.add(x, y)),
          first as P,
        )
        return { direction, state, losses, path }
      }),
  }
}
