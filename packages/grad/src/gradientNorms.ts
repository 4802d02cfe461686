import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { batchGradient } from './batchGradient.ts'
import { groupGradients } from './firstPass.ts'
import { inGroups, type Path } from './forEachGroup.ts'
import { squaredNorms } from './groupNorms.ts'
import type { Batch, Objective } from './model.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/** How groups of examples are made and run. */
export type Grouping = Pick<Neighbourhood, 'm' | 'memoryBudget'>

/** ‖∇L_S‖ of each group of examples. */
export interface GradientNorms {
  /** Of each group's mean gradient, over all parameters together, [G]. */
  readonly norms: Tensor
  /** Per-example losses, [B]. */
  readonly losses: Tensor
  readonly path: Path
}

/** √Σ‖·‖² over the leaves, [1]. */
export const globalNorm = (gradient: Tree): Tensor =>
  tf.reshape(tf.sqrt(tf.addN(tree.leaves(gradient).map(leaf => tf.sum(tf.square(leaf))))), [1])

/**
 * The norm of each example's gradient, or of each group's, without forming any: one forward pass, one backward pass in
 * the activations, and per layer the cheapest of the forms that `explain` lists.
 *
 * @param grouping default `m: 1`, every example by itself
 * @throws PlanishError as {@link forEachGroup}
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { crossEntropy, gradientNorms } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * gradientNorms({ model, loss: crossEntropy }, model.init(), batch).norms // ‖x‖‖r‖ = √3 · √½, four times
 * ```
 */
export const gradientNorms = <P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  grouping: Grouping = { m: 1 },
): GradientNorms =>
  tidy(() => {
    const { parts, path } = inGroups(objective, params, batch, grouping, {
      collector: groupGradients,
      vectorised: ({ collected, losses }, _, m) => ({
        norms: tf.div(tf.sqrt(squaredNorms(collected)), m),
        losses: tf.clone(losses),
      }),
      single: part => {
        const { gradient, losses } = batchGradient(objective, params, part)
        return { norms: globalNorm(gradient), losses }
      },
    })
    return {
      norms: tf.concat(parts.map(({ norms }) => norms)),
      losses: tf.concat(parts.map(({ losses }) => losses)),
      path,
    }
  })
