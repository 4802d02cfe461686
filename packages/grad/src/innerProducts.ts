import { addAll } from '@planish/backend'
import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { batchGradient } from './batchGradient.ts'
import { rowsOf } from './byGroup.ts'
import type { Collector } from './firstPass.ts'
import { inGroups, type Path } from './forEachGroup.ts'
import type { Grouping } from './gradientNorms.ts'
import type { Batch, Objective } from './model.ts'

/** ⟨∇L_S, v⟩ of each group of examples S. */
export interface InnerProducts {
  /** [G]. */
  readonly products: Tensor
  readonly path: Path
}

/** Σ of each group, [G]. */
const groupSums = (terms: Tensor, groups: number): Tensor => tf.sum(rowsOf(terms, terms.size / groups), 1)

/**
 * Adds up, operation by operation, ⟨g, v⟩ = Σ δ∘A(u, v): the gradient in a parameter paired with a direction is the
 * cotangent paired with the operation applied to that direction.
 *
 * @param directions v by the parameter's id
 */
const collectProducts =
  (directions: ReadonlyMap<number, Tensor>): Collector<Tensor[]> =>
  (_calls, _parameters, groups, { hold }) => {
    const collected: Tensor[] = []
    return {
      collected,
      onCotangent: ({ main, bias, input }, cotangent) => {
        const along = main && directions.get(main.parameter.id)
        if (main !== undefined && along !== undefined) {
          collected.push(hold(groupSums(tf.mul(cotangent, main.role.apply(input, along)), groups)))
        }
        const shift = bias && directions.get(bias.id)
        if (shift !== undefined) collected.push(hold(groupSums(tf.mul(cotangent, shift), groups)))
      },
    }
  }

/**
 * The inner product of each example's gradient (or of each group's mean gradient) with a direction in parameter space,
 * without forming any gradient: how much a step along −v raises or lowers each example's loss, to first order.
 *
 * @param direction v, of the parameters' structure
 * @param grouping default `m: 1`, every example by itself
 * @throws PlanishError `tree` where the direction is not like the parameters, and as {@link forEachGroup}
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { crossEntropy, innerProducts } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * const direction = { kernel: tf.tensor2d([[1, 0], [1, 0], [1, 0]]) }
 * innerProducts({ model, loss: crossEntropy }, model.init(), batch, direction).products // [-1.5, 1.5, -1.5, -1.5]
 * ```
 */
export function innerProducts<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  direction: P,
  grouping: Grouping = { m: 1 },
): InnerProducts {
  return tidy(() => {
    const pairs: [number, Tensor][] = []
    tree.map2<P>(params, direction, (leaf, along) => {
      pairs.push([leaf.id, along])
      return leaf
    })
    const directions = new Map(pairs)
    const { parts, path } = inGroups(objective, params, batch, grouping, {
      collector: collectProducts(directions),
      vectorised: ({ collected }, _, m) => tf.div(addAll(collected), m),
      single: part => {
        const { gradient } = batchGradient(objective, params, part)
        const products = tree.map2<P>(gradient, direction, (g, v) => tf.sum(tf.mul(g, v)))
        return tf.reshape(addAll(tree.leaves(products)), [1])
      },
    })
    return { products: tf.concat([...parts]), path }
  })
}
