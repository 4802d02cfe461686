import type { Mask, Tree } from '@planish/core'
import { PlanishError, tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { expectNotNegative, expectOneOf } from '../expectations.ts'
import type { CountState } from '../state.ts'
import { expectFamily } from './expectFamily.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Which of the algorithms that go by the name of ASAM; see {@link asam}. */
export type AsamForm = 'official' | 'davda54' | 'bigVision'

/** Options of {@link asam}. */
export interface AsamOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** Default `official`. */
  readonly form?: AsamForm
  /** η, of the official form alone; default 0.01, of the paper's code. */
  readonly eta?: number
  /** The leaves that are scaled by their entries, 1 on the others; default: see the forms. */
  readonly scales?: Mask
}

const isWeight: Mask = (_, leaf) => leaf.rank >= 2

const product = <P extends Tree>(a: P, b: P): P => tree.map2<P>(a, b, (x, y) => tf.mul(x, y))

/**
 * Adaptive sharpness-aware minimization (Kwon, Kim, Park & Choi, ICML 2021, arXiv 2102.11600): the
 * neighbourhood is as wide in a coordinate as the weight is large, so that scaling layers against each other changes
 * nothing. T the diagonal of the scales, g a group's gradient, u the mean of the groups' gradients at w + ε:
 *
 * | `form` | T | ε | ρ of its authors |
 * |---|---|---|---|
 * | `official`, the paper's code | \|w\| + η on weights, 1 on biases | ρ T² g/‖T g‖ | 0.5; 1 for CIFAR-100 |
 * | `davda54`, and `pytorch_optimizer` | \|w\| on all | ρ T² g/‖T g‖ | 2 |
 * | `bigVision` | \|w\| on all | ρ T g/‖g‖ | |
 *
 * These are different algorithms. The official code takes for weights what has `weight` in its PyTorch name, the scales
 * of normalisation layers too; here it is leaves of two axes or more, or what `scales` chooses. Where T g vanishes,
 * nothing is perturbed.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, an unknown `form`, a negative `eta`, or an `eta` in a form that has none; in `apply` for a bad `m`
 * @example
 * ```ts
 * import { asam, followedBy, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.02, momentum: 0.9 }))(asam({ rho: 0.5 }))
 * ```
 */
export function asam(
  options: AsamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<CountState>
export function asam(options: AsamOptions): GradientRule<CountState>
export function asam(options: AsamOptions): GradientRule<CountState> {
  const { form = 'official' } = options
  const isOfficial = form === 'official'
  const { eta = isOfficial ? 0.01 : 0, scales = isOfficial ? isWeight : () => true } = options
  expectFamily('asam', options)
  expectOneOf('asam', 'form', form, ['official', 'davda54', 'bigVision'])
  expectNotNegative('asam', 'eta', eta)
  if (!isOfficial && options.eta !== undefined) {
    throw new PlanishError('usage', `asam: the form ${form} has no eta`, 'leave it out')
  }
  const scaleOf = <P extends Tree>(params: P): P =>
    tree.map<P>(params, (leaf, path) => (scales(path, leaf) ? tf.add(tf.abs(leaf), eta) : tf.onesLike(leaf)))
  return {
    needs: needsOf(options),
    gradientEvaluations: 2,
    init: () => ({ count: 0 }),
    apply: (objective, params, { count }, batch) =>
      tidy(() => {
        const radius = radiusOf(options, params, count)
        const scale = scaleOf(params)
        const { mean, ...rest } = overGroups(objective, params, batch, options, group => {
          const steep = form === 'bigVision' ? group.gradient : product(scale, group.gradient)
          return group.gradientAt(product(scale, perturbation(steep, radius, options)))
        })
        return { direction: mean, ...rest, state: { count: count + 1 } }
      }),
  }
}
