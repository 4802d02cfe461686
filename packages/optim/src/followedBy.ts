import { tidy } from '@planish/core'
import type { GradientRule } from './rules/rule.ts'
import type { State } from './state.ts'
import type { GradientTransformation } from './transformations/transformation.ts'

/**
 * A rule whose directions go through a transformation; its state is the pair of theirs. The result is a rule
 * again, so that these compose; one that ends in a learning rate (`sgd`) is an optimizer, its directions being
 * updates to add.
 *
 * @example
 * ```ts
 * import { clipByGlobalNorm, followedBy, sam, sgd } from '@planish/optim'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const optimizer = pipe(
 *   sam({ rho: 0.03, m: 1, term: 'jacobian' }),
 *   followedBy(clipByGlobalNorm(1)),
 *   followedBy(sgd({ learningRate: 0.02, momentum: 0.9 })),
 * )
 * ```
 */
export const followedBy =
  <T extends State>(transformation: GradientTransformation<T>) =>
  <R extends State>(rule: GradientRule<R>): GradientRule<readonly [R, T]> => ({
    gradientEvaluations: rule.gradientEvaluations,
    init: params => [rule.init(params), transformation.init(params)],
    apply: (objective, params, [ruleState, transformationState], batch, key) =>
      tidy(() => {
        const found = rule.apply(objective, params, ruleState, batch, key)
        const made = transformation.update(found.direction, transformationState, params)
        return { ...found, direction: made.updates, state: [found.state, made.state] }
      }),
  })
