import type { Tree } from '@planish/core'
import { PlanishError, scoped, tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { type CutOptions, type Examples, partsOf } from '../hessian/examples.ts'
import { expectNumber } from '../hessian/expectations.ts'
import type { AnyObjective } from '../hessian/loss.ts'
import { addScaled } from '../hessian/vectors.ts'
import { scoreAt } from './score.ts'

/** Where a line is looked at. */
export interface LineOptions extends CutOptions {
  /** The multiples of the direction, in any order. */
  readonly at: readonly number[]
  /** Called after each point with the number of points done. */
  readonly onProgress?: (points: number) => void
}

/** Loss and accuracy along a line. */
export interface Line {
  readonly at: readonly number[]
  readonly losses: readonly number[]
  /** In [0, 1]; NaN where there are no classes to predict. */
  readonly accuracies: readonly number[]
}

/**
 * Loss and accuracy at w + t d for some t.
 *
 * @param direction d, of the parameters' structure: a gradient, an eigenvector, {@link filterNormalised} draws
 * @throws PlanishError `usage` for no examples or a t that is no number, `tree` where d is not like the parameters
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { filterNormalised, landscapeAlong } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const params = model.init(random.key(1))
 * const direction = filterNormalised(params, random.key(2))
 * const { losses } = await landscapeAlong({ model, loss: logistic }, params, toy, direction, { at: [-1, -0.5, 0, 0.5, 1] })
 * ```
 */
export async function landscapeAlong<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  direction: P,
  options: LineOptions,
): Promise<Line> {
  const { at, onProgress } = options
  for (const t of at) expectNumber('landscapeAlong', 'at', t)
  const parts = partsOf(examples, options)
  const [losses, accuracies]: [number[], number[]] = [[], []]
  for (const t of at) {
    const { loss, accuracy } = await scoped(own =>
      scoreAt(objective, own(addScaled(params, direction, t)), parts),
    )
    losses.push(loss)
    accuracies.push(accuracy)
    onProgress?.(losses.length)
  }
  return { at: [...at], losses, accuracies }
}

/** Where a straight path is looked at. */
export interface PathOptions extends CutOptions {
  /** Shares of the way, 0 the first solution and 1 the second; default 21 equal steps of 0.05. */
  readonly at?: readonly number[]
  /** Called after each point with the number of points done. */
  readonly onProgress?: (points: number) => void
}

/** Loss and accuracy on the way from one solution to another. */
export interface StraightPath extends Line {
  /**
   * max_t L(w_t) − ((1 − t) L(w_0) + t L(w_1)) over the points looked at: 0 or little for solutions that are linearly
   * connected; below 0 where the path lies under the chord throughout.
   */
  readonly barrier: number
}

const twentieths = Array.from({ length: 21 }, (_, index) => index / 20)

/**
 * Loss and accuracy on the straight path w_t = (1 − t) w_0 + t w_1 between two solutions (Goodfellow, Vinyals & Saxe
 * 2015), with its barrier (Frankle, Dziugaite, Roy & Carbin 2020; here above the chord, as in Entezari et al. 2022).
 *
 * @throws PlanishError `usage` for no examples or shares that don't include 0 and 1, `tree` where the solutions differ
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { straightPath } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const [first, second] = [model.init(random.key(1)), model.init(random.key(2))]
 * const { barrier } = await straightPath({ model, loss: logistic }, first, second, toy)
 * console.log(barrier <= 1e-6) // true: the loss is convex
 * ```
 */
export async function straightPath<P extends Tree>(
  objective: AnyObjective<P>,
  from: P,
  to: P,
  examples: Examples,
  { at = twentieths, ...options }: PathOptions = {},
): Promise<StraightPath> {
  const ends = [at.indexOf(0), at.indexOf(1)] as const
  if (ends.includes(-1)) {
    throw new PlanishError('usage', 'straightPath: at must include 0 and 1, the two solutions')
  }
  return scoped(async own => {
    const difference = own(tidy(() => tree.map2<P>(to, from, (b, a) => tf.sub(b, a))))
    const line = await landscapeAlong(objective, from, examples, difference, { ...options, at })
    const [first, last] = ends.map(index => line.losses[index] as number) as [number, number]
    const above = line.losses.map((loss, index) => {
      const t = at[index] as number
      return loss - ((1 - t) * first + t * last)
    })
    return { ...line, barrier: Math.max(...above) }
  })
}
