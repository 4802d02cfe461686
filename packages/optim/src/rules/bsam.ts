import type { Key, Tree } from '@planish/core'
import { random, tidy, tree } from '@planish/core'
import type { Batch, BatchObjective, Neighbourhood, Objective } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { add, addScaled, zeros } from '../arithmetic.ts'
import { expectDecay, expectNotNegative, expectNumber, expectPositive } from '../expectations.ts'
import type { BatchOptimizer, Optimizer } from '../optimizer.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import { average } from '../transformations/moments.ts'
import { lossGradient } from './lossGradient.ts'
import { normalLike } from './normalLike.ts'
import { overParts } from './overGroups.ts'
import { expectRadius } from './radius.ts'

/** Options of {@link bsam}. */
export interface BsamOptions {
  /** N, the number of training examples (times a factor, if they are augmented: the authors take 4 for CIFAR). */
  readonly examples: number
  /** A number, or a schedule of the number of steps; default 0.5, the authors'. */
  readonly learningRate?: number | Schedule
  /** β₁ of the momentum; default 0.9, the paper's. */
  readonly beta1?: number
  /** β₂ of the precision; default 0.999, the paper's. */
  readonly beta2?: number
  /** ρ; default 0.01, the authors' for CIFAR. */
  readonly rho?: number | Schedule
  /** γ, which keeps s from vanishing; default 0.1, the paper's. */
  readonly damping?: number
  /** Precision of the prior; δ, the weight decay, is this over N. Default 40, the authors' for CIFAR-10. */
  readonly priorPrecision?: number
  /** s at the start; default 1, the authors'. */
  readonly precision?: number
  /** Size m of the groups that have noise and a perturbation of their own, run one by one; default `batch`. */
  readonly m?: Neighbourhood['m']
}

/** The momentum and s, both of the parameters' structure, and the number of steps. */
export type BsamState = { readonly momentum: Tree; readonly precision: Tree; readonly count: number }

/** What is found for a group of examples: the gradient at w + ρ g/s, and √s |g|. */
type Found<P extends Tree> = { readonly perturbed: P; readonly magnitude: P }

/** What both passes of a group need. */
interface Passes {
  readonly precision: Tree
  readonly examples: number
  readonly rho: number
}

/** Both passes of one group. */
function bothPasses<P extends Tree>(
  objective: Objective<P> | BatchObjective<P>,
  params: P,
  batch: Batch,
  key: Key,
  { precision, examples, rho }: Passes,
): { readonly tree: Found<P>; readonly losses: Tensor } {
  const noise = tree.map2(normalLike(params, key), precision, (e, s) =>
    tf.div(e, tf.sqrt(tf.mul(s, examples))),
  )
  const { gradient, losses } = lossGradient(objective, add(params, noise), batch)
  const step = tree.map2(gradient, precision, (g, s) => tf.div(g, s))
  return {
    tree: {
      perturbed: lossGradient(objective, addScaled(params, step, rho), batch).gradient,
      magnitude: tree.map2<P>(gradient, precision, (g, s) => tf.mul(tf.sqrt(s), tf.abs(g))),
    },
    losses,
  }
}

/**
 * bSAM, SAM as variational Bayes: an optimizer of its own that learns a Gaussian posterior N(w, 1/(N s)), s a precision
 * for each parameter,
 *
 * ```text
 * g = ∇L(w + e/√(N s)), e ~ N(0, 1);   ε = ρ g/s;   g′ = ∇L(w + ε)
 * v ← β₁ v + (1 − β₁)(g′ + δw);   w ← w − lr · v/s;   s ← β₂ s + (1 − β₂)(√s |g| + γ + δ),
 * ```
 *
 * with the old s in the step. Noise is drawn from the key, the same on every backend: for the i-th group of m examples
 * from `foldIn(key, i)`. g′ and √s |g| are means over the groups, as in the authors' code, whose 8 groups of a batch of
 * 200 are m = 25 here. Losses are those at w + e/√(N s), from the first pass.
 *
 * Möllenhoff & Khan, *SAM as an Optimal Relaxation of Bayes* (ICLR 2023, arXiv 2210.01620, Algorithm 1), and their code.
 * kozistr's pytorch_optimizer is another algorithm under this name: noise of deviation 1/(N s), added to the weights
 * for good with ε on top of it, momentum of δ g′ alone, and s of the square of √s |g′| + δ + γ.
 *
 * @throws PlanishError `usage` for an option out of range; in `apply` for a bad m or an empty batch
 * @example
 * ```ts
 * import { bsam, cosine } from '@planish/optim'
 *
 * const optimizer = bsam({ examples: 50_000, learningRate: cosine({ init: 0.5, steps: 10_000 }), m: 25 })
 * ```
 */
export function bsam(options: BsamOptions & { readonly m?: 'batch' }): BatchOptimizer<BsamState>
export function bsam(options: BsamOptions): Optimizer<BsamState>
export function bsam({
  examples,
  learningRate = 0.5,
  beta1 = 0.9,
  beta2 = 0.999,
  rho = 0.01,
  damping = 0.1,
  priorPrecision = 40,
  precision: firstPrecision = 1,
  m = 'batch',
}: BsamOptions): Optimizer<BsamState> {
  expectRadius('bsam', rho)
  if (typeof learningRate === 'number') expectNumber('bsam', 'learningRate', learningRate)
  for (const [name, value] of Object.entries({ examples, damping, precision: firstPrecision })) {
    expectPositive('bsam', name, value)
  }
  expectNotNegative('bsam', 'priorPrecision', priorPrecision)
  expectDecay('bsam', 'beta1', beta1)
  expectDecay('bsam', 'beta2', beta2)
  const decay = priorPrecision / examples
  return {
    needs: m === 'batch' ? 'batch' : 'examples',
    gradientEvaluations: 2,
    init: params => ({
      momentum: zeros<Tree>(params),
      precision: tree.map<Tree>(params, leaf => tf.fill(leaf.shape, firstPrecision)),
      count: 0,
    }),
    apply: (objective, params, { momentum, precision, count }, batch, key) =>
      tidy(() => {
        const passes = { precision, examples, rho: valueAt(rho, count) }
        const { mean, ...rest } = overParts(batch, m, (part, index) =>
          bothPasses(objective, params, part, random.foldIn(key, index), passes),
        )
        const velocity = average(addScaled(mean.perturbed, params, decay), momentum, beta1)
        const raised = tree.map(mean.magnitude, leaf => tf.add(leaf, damping + decay))
        return {
          updates: tree.map2(velocity, precision, (v, s) =>
            tf.mul(tf.div(v, s), -valueAt(learningRate, count)),
          ),
          state: { momentum: velocity, precision: average(raised, precision, beta2), count: count + 1 },
          ...rest,
        }
      }),
  }
}
