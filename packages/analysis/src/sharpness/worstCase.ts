import type { Key, Tree } from '@planish/core'
import { PlanishError, random, scoped, tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { type Examples, groupsOf, type Part, partsOf } from '../hessian/examples.ts'
import { expectNotNegative, expectOneOf, expectWhole } from '../hessian/expectations.ts'
import type { AnyObjective } from '../hessian/loss.ts'
import { meanLossGradient } from '../hessian/loss.ts'
import { apgd, type BallNorm, type Evaluation, projected } from './apgd.ts'
import { type Neighbourhood, type NeighbourhoodOptions, neighbourhoodOf } from './neighbourhood.ts'

/** Options of {@link worstCaseSharpness}. */
export interface WorstCaseOptions extends NeighbourhoodOptions {
  /** Of the ball; default `l2`. */
  readonly norm?: BallNorm
  /** m, the examples that share a worst point, consecutive ones of a batch; default `all`: one point for them all. */
  readonly m?: number | 'all'
  /** Steps of an ascent, each a gradient evaluation; default 20, the paper's. */
  readonly steps?: number
  /** Ascents, the first from w and the others from random points; default 1. */
  readonly starts?: number
  /** For more than one start. */
  readonly key?: Key
  /** Called after each group with the number of groups done. */
  readonly onProgress?: (groups: number) => void
}

/** How much the loss rises to its worst nearby. */
export interface WorstCaseSharpness {
  /** max L(w + δ) − L(w), the mean over the groups' examples; not below 0, since δ = 0 is in the ball. */
  readonly sharpness: number
  /** ρ‖c∘∇L‖ in the dual norm: what it would be if the loss were linear, likewise. */
  readonly firstOrder: number
  /** L(w). */
  readonly loss: number
  /** The sharpness of each group, in order. */
  readonly perGroup: readonly number[]
}

/** A group's own. */
interface GroupSharpness {
  readonly sharpness: number
  readonly firstOrder: number
  readonly loss: number
}

/** A random point of the ball: uniform on its sphere, times a uniform radius, for ℓ2; uniform in it for ℓ∞. */
const randomPoint = (key: Key, dimension: number, rho: number, norm: BallNorm): Tensor =>
  tidy(() => {
    const [forDirection, forRadius] = random.split(key)
    if (norm === 'linf') return tf.tensor1d(random.uniform(forDirection, dimension, { min: -rho, max: rho }))
    const direction = tf.tensor1d(random.normal(forDirection, dimension))
    const [share = 0] = random.uniform(forRadius, 1)
    return projected(tf.mul(direction, tf.div(share * rho, tf.norm(direction))), { rho, norm })
  })

const scalar = async (of: Tensor): Promise<number> => {
  const [value] = await of.data()
  return value as number
}

/** The worst of some examples that share a perturbation. */
function ofGroup<P extends Tree>(
  objective: AnyObjective<P>,
  parts: Iterable<Part>,
  { at, inU, dimension }: Neighbourhood<P>,
  options: Required<Pick<WorstCaseOptions, 'rho' | 'norm' | 'steps' | 'starts'>>,
  key: Key | undefined,
): Promise<GroupSharpness> {
  const { rho, norm, starts } = options
  return scoped(async own => {
    const evaluate = async (u: Tensor): Promise<Evaluation> => {
      const found = tidy(() => {
        const { loss, gradient } = meanLossGradient(objective, at(u), parts)
        return { loss, gradient: inU(gradient) }
      })
      try {
        return { value: await scalar(found.loss), gradient: found.gradient }
      } finally {
        found.loss.dispose()
      }
    }
    const origin = own(tf.zeros([dimension]))
    const { value: loss, gradient } = await evaluate(origin)
    own(gradient)
    if (!Number.isFinite(loss)) throw new PlanishError('usage', `the loss is ${loss} at the parameters`)
    const dual = await scalar(own(tidy(() => (norm === 'l2' ? tf.norm(gradient) : tf.sum(tf.abs(gradient))))))
    let worst = loss
    for (let start = 0; start < starts; start++) {
      const from =
        start === 0 || key === undefined
          ? origin
          : own(randomPoint(random.foldIn(key, start), dimension, rho, norm))
      worst = Math.max(worst, await apgd(from, evaluate, options))
    }
    return { sharpness: worst - loss, firstOrder: rho * dual, loss }
  })
}

/**
 * Worst-case sharpness
 *
 * ```text
 * S_max^ρ(w, c) = E_S  max_{‖δ∘c⁻¹‖_p ≤ ρ}  L_S(w + δ) − L_S(w),   |S| = m,
 * ```
 *
 * in an ℓ2 or ℓ∞ ball, c = 1 or, with `adaptive`, |w|; the maximum found by Auto-PGD, so a lower bound of it, and at
 * least the rise along SAM's own ε = ρ g/‖g‖, its first point. `m: 'all'` is n-sharpness, a number m-sharpness (Foret
 * et al. 2021), where the groups are run one after the other. {@link logitNormalised} gives the form that does not
 * depend on the logits' scale.
 *
 * Andriushchenko, Croce, Müller, Hein & Flammarion, *A Modern Look at the Relationship between Sharpness and
 * Generalization* (ICML 2023, arXiv 2302.07011), equation 1; the ascent as described in `apgd`'s source, from w, with
 * 20 steps.
 *
 * On a quadratic loss with gradient g in the direction of the Hessian's top eigenvector it is ρ‖g‖ + ½ρ²λ_max.
 *
 * @throws PlanishError `usage` for bad options, no examples or a loss that is not finite
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { worstCaseSharpness } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const objective = { model, loss: logistic }
 * const params = model.init(random.key(1))
 * const { sharpness } = await worstCaseSharpness(objective, params, toy, { rho: 0.05 })
 * const adaptive = await worstCaseSharpness(objective, params, toy, { rho: 0.01, norm: 'linf', adaptive: true, m: 10 })
 * console.log(sharpness > 0, adaptive.perGroup.length) // true 5
 * ```
 */
export async function worstCaseSharpness<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  options: WorstCaseOptions,
): Promise<WorstCaseSharpness> {
  const { rho, norm = 'l2', m = 'all', steps = 20, starts = 1, key, onProgress } = options
  expectNotNegative('worstCaseSharpness', 'rho', rho)
  expectOneOf('worstCaseSharpness', 'norm', norm, ['l2', 'linf'])
  if (m !== 'all') expectWhole('worstCaseSharpness', 'm', m, 1)
  expectWhole('worstCaseSharpness', 'steps', steps, 1)
  expectWhole('worstCaseSharpness', 'starts', starts, 1)
  if (starts > 1 && key === undefined) {
    throw new PlanishError('usage', 'worstCaseSharpness: random starts need a key')
  }
  const parts = partsOf(examples, options)
  const neighbourhood = neighbourhoodOf(params, options)
  const settings = { rho, norm, steps, starts }
  const perGroup: number[] = []
  const mean = { sharpness: 0, firstOrder: 0, loss: 0 }
  const add = (share: number, found: GroupSharpness): void => {
    perGroup.push(found.sharpness)
    mean.sharpness += share * found.sharpness
    mean.firstOrder += share * found.firstOrder
    mean.loss += share * found.loss
    onProgress?.(perGroup.length)
  }
  try {
    if (m === 'all') add(1, await ofGroup(objective, parts, neighbourhood, settings, key))
    else {
      for (const { batch, share } of groupsOf(parts, m)) {
        const own = key && random.foldIn(key, perGroup.length)
        add(share, await ofGroup(objective, [{ batch, share: 1 }], neighbourhood, settings, own))
      }
    }
  } finally {
    neighbourhood.dispose()
  }
  return { ...mean, perGroup }
}
