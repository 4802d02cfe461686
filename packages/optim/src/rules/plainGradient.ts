import { batchGradient } from '@planish/grad'
import { stateless } from '../state.ts'
import type { GradientRule } from './rule.ts'

/**
 * SGD's direction, mean_i ∇ℓ_i(w).
 *
 * @example
 * ```ts
 * import { followedBy, plainGradient, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.1 }))(plainGradient())
 * ```
 */
export const plainGradient = (): GradientRule<readonly []> => ({
  gradientEvaluations: 1,
  init: () => stateless,
  apply: (objective, params, state, batch) => {
    const { gradient, losses, logits } = batchGradient(objective, params, batch)
    logits.dispose()
    return { direction: gradient, state, losses, path: 'batch' }
  },
})
