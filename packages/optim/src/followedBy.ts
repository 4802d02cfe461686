import { tidy } from '@planish/core'
import type { Optimizer } from './optimizer.ts'
import type { GradientRule } from './rules/rule.ts'
import type { State } from './state.ts'
import type { Descent } from './transformations/descending.ts'
import type { GradientTransformation } from './transformations/transformation.ts'

/**
 * A rule whose directions go through a transformation; its state is the pair of theirs. The result is a rule
 * again, so that these compose; with a transformation that ends in a learning rate (`sgd`) it is an optimizer.
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
export function followedBy<T extends State>(
  transformation: Descent<T>,
): <R extends State>(rule: GradientRule<R>) => Optimizer<readonly [R, T]>
export function followedBy<T extends State>(
  transformation: GradientTransformation<T>,
): <R extends State>(rule: GradientRule<R>) => GradientRule<readonly [R, T]>
export function followedBy<T extends State>(transformation: GradientTransformation<T>) {
  return <R extends State>(
    rule: GradientRule<R>,
  ): GradientRule<readonly [R, T]> & Optimizer<readonly [R, T]> => ({
    gradientEvaluations: rule.gradientEvaluations,
    init: params => [rule.init(params), transformation.init(params)],
    apply: (objective, params, [ruleState, transformationState], batch, key) =>
      tidy(() => {
        const found = rule.apply(objective, params, ruleState, batch, key)
        const { updates, state } = transformation.update(found.direction, transformationState, params)
        // A rule's reader takes `direction`, an optimizer's `updates`: the overloads show one of them.
        return { ...found, direction: updates, updates, state: [found.state, state] }
      }),
  })
}
