import type { Tree } from '@planish/core'
import { scoped } from '@planish/core'
import type { CutOptions, Examples } from '../hessian/examples.ts'
import type { AnyObjective } from '../hessian/loss.ts'
import { addScaled } from '../hessian/vectors.ts'
import { landscapeAlong } from './alongLine.ts'

/** Where a plane is looked at. */
export interface PlaneOptions extends CutOptions {
  /** The multiples of the first direction. */
  readonly x: readonly number[]
  /** The multiples of the second direction. */
  readonly y: readonly number[]
  /** Called after each point with the number of points done, of `x.length · y.length`. */
  readonly onProgress?: (points: number) => void
}

/** Loss and accuracy on a plane; `losses[j][i]` at x_i, y_j. */
export interface Plane {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly losses: readonly (readonly number[])[]
  /** In [0, 1]; NaN where there are no classes to predict. */
  readonly accuracies: readonly (readonly number[])[]
}

/**
 * Loss and accuracy at w + x d₁ + y d₂ for every x and y: the picture of Li et al. (2018) with two
 * `filterNormalised` directions.
 *
 * @throws PlanishError as {@link landscapeAlong}
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { filterNormalised, landscapeOnPlane } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const params = model.init(random.key(1))
 * const directions = [filterNormalised(params, random.key(2)), filterNormalised(params, random.key(3))] as const
 * const x = [-1, 0, 1]
 * const { losses } = await landscapeOnPlane({ model, loss: logistic }, params, toy, directions, { x, y: [-1, 1] })
 * console.log(losses.length, losses[0]?.length) // 2 3
 * ```
 */
export async function landscapeOnPlane<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  [first, second]: readonly [P, P],
  { x, y, onProgress, ...options }: PlaneOptions,
): Promise<Plane> {
  const rows = []
  for (const [row, shift] of y.entries()) {
    const done = (points: number): void => onProgress?.(row * x.length + points)
    rows.push(
      await scoped(own =>
        landscapeAlong(objective, own(addScaled(params, second, shift)), examples, first, {
          ...options,
          at: x,
          onProgress: done,
        }),
      ),
    )
  }
  return {
    x: [...x],
    y: [...y],
    losses: rows.map(({ losses }) => losses),
    accuracies: rows.map(({ accuracies }) => accuracies),
  }
}
