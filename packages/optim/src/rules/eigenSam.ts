import type { Mask, Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import { gradientFloor } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { addScaled, copy, dot, globalNorm, scaled, subtract, zeros } from '../arithmetic.ts'
import { chooseTree } from '../choose.ts'
import { expectNotNegative, expectPositive, expectWhole } from '../expectations.ts'
import { expectFamily } from './expectFamily.ts'
import { normalLike } from './normalLike.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link eigenSam}. */
export interface EigenSamOptions extends RadiusOptions, GroupOptions {
  /** α, how much of the eigenvector is added; default 0.2, the authors' for CIFAR-100. */
  readonly alpha?: number
  /** The number of steps between two estimates of the eigenvector; default 100, the paper's. */
  readonly every?: number
  /** Power iterations of an estimate, each of two gradient evaluations; default 5, the authors'. */
  readonly iterations?: number
  /** h, how far along the vector the gradients are taken whose difference is Hv; default 0.01, ours. */
  readonly difference?: number
  /** Norm of g at or below which there is no perturbation; default `gradientFloor`. */
  readonly floor?: number
}

/** v of {@link eigenSam}, of norm 1 (zeros before the first step), and the number of steps. */
export type EigenSamState = { readonly eigenvector: Tree; readonly count: number }

/** Zero where the mask has not chosen. */
const within = <P extends Tree>(vector: P, mask: Mask): P =>
  tree.map<P>(vector, (leaf, path) => (mask(path, leaf) ? tf.clone(leaf) : tf.zerosLike(leaf)))

/** Of norm 1; what vanishes gives way to `otherwise`. */
const unit = <P extends Tree>(vector: P, otherwise: P): P => {
  const norm = globalNorm(vector)
  const there = tf.greater(norm, gradientFloor)
  return chooseTree(there, scaled(vector, tf.reciprocal(norm)), otherwise)
}

/** ρ (ĝ + α sign⟨g, v⟩ v⊥), v⊥ the part of v that is orthogonal to ĝ; zero where g vanishes. */
const towards = <P extends Tree>(direction: P, v: P, alpha: number): P => {
  const along = dot(direction, v)
  const orthogonal = addScaled(v, direction, tf.neg(along))
  return addScaled(direction, orthogonal, tf.mul(tf.sign(along), alpha))
}

/** Some power iterations from a vector of norm 1; one whose product vanishes leaves it. */
function topEigenvector<P extends Tree>(
  start: P,
  params: P,
  gradientAt: (at: P) => P,
  { iterations, difference, mask }: { iterations: number; difference: number; mask: Mask },
): P {
  let v = start
  for (let iteration = 0; iteration < iterations; iteration++) {
    const ahead = gradientAt(addScaled(params, v, difference))
    const behind = gradientAt(addScaled(params, v, -difference))
    v = unit(within(scaled(subtract(ahead, behind), 0.5 / difference), mask), v)
  }
  return v
}

/**
 * Eigen-SAM: SAM whose perturbation is turned towards v, the Hessian's eigenvector of the largest magnitude,
 *
 * ```text
 * ε = ρ (ĝ + α sign⟨g, v⟩ v⊥),   ĝ = g/‖g‖,  v⊥ = v − ⟨v, ĝ⟩ ĝ,
 * ```
 *
 * which does not depend on the sign of v. ‖ε‖ is ρ √(1 + α² ‖v⊥‖²), more than ρ; α = 0 is SAM. v is estimated on the
 * batch at hand at steps 0, `every`, 2 `every`, … by some power iterations v ← Hv/‖Hv‖: from the last v, where there
 * is one, else from normal draws of the key. With `m` each group has its own g, and v is the batch's; `mask`
 * restricts both g and v.
 *
 * Hv = (∇L(w + h v) − ∇L(w − h v))/2h: two gradient evaluations, for any objective on any backend, where a product
 * through second derivatives would ask for those of every operation. Its error is h²/6 · ‖∇³L[v, v, v]‖ in exact
 * arithmetic, and in float32 about 10⁻⁷ (‖g‖ + ‖Hw‖)/h more: on the small network of the tests 3·10⁻⁵ of ‖Hv‖
 * together, 5·10⁻⁴ of v after five iterations. A network of larger norm, or with kinks, may want a larger h.
 *
 * Luo, Truong, Pham, Harandi, Phung & Le, *Explicit Eigenvalue Regularization Improves Sharpness-Aware Minimization*
 * (NeurIPS 2024, arXiv 2501.12666). Their code has no v until step `every`, and its ε is ρ g, not normalised, until
 * then; here the first estimate is made at step 0, as in the paper.
 *
 * @throws PlanishError `usage` for a bad `rho`, `alpha`, `every`, `iterations` or `difference`; in `apply` as `sam`
 * @example
 * ```ts
 * import { eigenSam, followedBy, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.1, momentum: 0.9 }))(eigenSam({ rho: 0.1, alpha: 0.2 }))
 * ```
 */
export function eigenSam(
  options: EigenSamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<EigenSamState>
export function eigenSam(options: EigenSamOptions): GradientRule<EigenSamState>
export function eigenSam(options: EigenSamOptions): GradientRule<EigenSamState> {
  const { alpha = 0.2, every = 100, iterations = 5, difference = 0.01 } = options
  const { mask = () => true, weightDecay = 0 } = options
  expectFamily('eigenSam', options)
  expectPositive('eigenSam', 'difference', difference)
  expectNotNegative('eigenSam', 'alpha', alpha)
  expectWhole('eigenSam', 'every', every, 1)
  expectWhole('eigenSam', 'iterations', iterations, 1)
  return {
    needs: needsOf(options),
    gradientEvaluations: 2 + (2 * iterations) / every,
    init: params => ({ eigenvector: zeros<Tree>(params), count: 0 }),
    apply: (objective, params, { eigenvector, count }, batch, key) =>
      tidy(() => {
        const radius = radiusOf(options, params, count)
        // The Hessian is that of the network as it predicts, without draws, as the authors have it.
        const { draws: _, ...still } = batch
        const gradientAt = (at: typeof params) =>
          overGroups(objective, at, still, { weightDecay }, ({ gradient }) => gradient).mean
        const last = tree.map2(params, eigenvector, (_w, v) => v)
        const estimated = () => {
          const drawn = within(normalLike(params, key), mask)
          const start = unit(last, unit(drawn, drawn))
          return topEigenvector(start, params, gradientAt, { iterations, difference, mask })
        }
        const v = count % every === 0 ? estimated() : copy(last)
        const { mean, ...rest } = overGroups(objective, params, batch, options, group => {
          const direction = perturbation(group.gradient, 1, options)
          return group.gradientAt(scaled(towards(direction, v, alpha), radius))
        })
        return { direction: mean, ...rest, state: { eigenvector: v, count: count + 1 } }
      }),
  }
}
