import type { Tree } from '@planish/core'
import { disposeTree, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { batchGradient } from './batchGradient.ts'
import { groupGradients } from './firstPass.ts'
import { inGroups } from './forEachGroup.ts'
import type { Batch, Objective } from './model.ts'
import { batchSize } from './model.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/**
 * The mean gradient of each group of m examples, leaves [G, …]; `m: 1` gives per-example gradients.
 *
 * As large as G copies of the parameters. What needs no more than norms, inner products or clipped sums has them
 * without: {@link gradientNorms}, {@link innerProducts}, {@link clippedSum}.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupwiseGradients, crossEntropy } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * groupwiseGradients({ model, loss: crossEntropy }, model.init(), batch, 1).kernel.shape // [4, 3, 2]
 * ```
 */
export function groupwiseGradients<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  m: Neighbourhood['m'],
): P {
  const leaves = tree.leaves(params)
  const { parts } = inGroups(
    objective,
    params,
    batch,
    { m },
    {
      collector: groupGradients,
      vectorised: ({ collected }, part, size) => {
        const groups = batchSize(part) / size
        return leaves.map(({ id, shape }) => {
          const gradient = collected.get(id)
          const asShape = [groups, ...shape]
          return gradient === undefined
            ? tf.zeros(asShape)
            : tf.div(tf.reshape(gradient.form(), asShape), size)
        })
      },
      single: part =>
        tree.leaves(batchGradient(objective, params, part).gradient).map(leaf => tf.expandDims(leaf, 0)),
    },
  )
  const stacked = leaves.map((_, index) => tf.concat(parts.map(part => part[index] as Tensor)))
  disposeTree(parts)
  return tree.rebuild<P>(params, stacked)
}
