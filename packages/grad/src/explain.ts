import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import { groupSize, type Path, sliceOf } from './forEachGroup.ts'
import type { Grouping } from './gradientNorms.ts'
import type { Batch, Objective } from './model.ts'
import { batchSize } from './model.ts'
import { defaultMemoryBudget, groupsWithin, type PlannedLayer, planFor } from './plan.ts'

/** Multiply-adds of a step's products and convolutions, for a whole batch. */
export interface StepWork {
  /** One forward pass, one backward pass. */
  readonly sgd: number
  /** m-SAM, by the chosen variants. */
  readonly sam: number
  /** The two's ratio: what m-SAM costs at least, in SGD steps, where these count alone. */
  readonly ratio: number
}

/** How exact m-SAM is run, as {@link explain} finds it. */
export interface Explanation {
  readonly path: Path
  /** Why groups are run one by one, if they are. */
  readonly reason: string | undefined
  /** Examples of a group. */
  readonly m: number
  readonly groups: number
  /** Groups that are run together: as many as the memory budget allows. */
  readonly groupsPerPart: number
  /** Bytes. */
  readonly memoryBudget: number
  /** Bytes that a group holds: what the forward pass saves for the backward pass, and the variants. */
  readonly bytesPerGroup: number
  /** In the order of the calls; figures are those of one group. */
  readonly layers: readonly PlannedLayer[]
  readonly work: StepWork
}

/** Forward and input gradient twice, weight gradient once; what is known from the first pass, once. */
function samWork({ forward, first, variant, extra }: PlannedLayer): number {
  const again = first && variant !== 'formed' ? 0 : forward
  return forward + again + (first ? 0 : 2 * forward) + forward + extra.multiplyAdds
}

const sgdWork = ({ forward, first }: PlannedLayer): number => (first ? 2 : 3) * forward

/**
 * How exact m-SAM will be run on a model: for each parametric operation the variant by which the gradients of groups
 * are held, with its multiply-adds and bytes; the parts that the memory budget makes; and what a step costs against
 * SGD's. Runs one group's forward pass.
 *
 * The cost model: every variant is charged its multiply-adds, and 8 more for each byte that it writes or reads; the
 * cheapest is taken. A parameter that enters at several places is always formed.
 *
 * @param batch its first group's inputs are looked at
 * @param grouping default `m: 1`
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { crossEntropy, explain, planText } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 3, 1, 8]), head: { kernel: tf.zeros([8, 2]) } }),
 *   apply: layers => (params, inputs) =>
 *     layers.dense(tf.mean(tf.relu(layers.conv(inputs, params)), [1, 2]), params.head),
 * }
 * const batch = { inputs: tf.ones([4, 8, 8, 1]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * const explanation = explain({ model, loss: crossEntropy }, model.init(), batch)
 * explanation.layers.map(layer => layer.variant) // ['formed', 'rank one']
 * planText(explanation) // the same as a table
 * ```
 */
export function explain<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  { m, memoryBudget = defaultMemoryBudget }: Grouping = { m: 1 },
): Explanation {
  const examples = batchSize(batch)
  const size = groupSize(m, examples)
  const plan = tidy(() => planFor(objective, params, sliceOf(batch, 0, size)))
  const groups = Math.ceil(examples / size)
  const sum = (work: (layer: PlannedLayer) => number): number =>
    plan.layers.reduce((total, layer) => total + work(layer), 0) * (examples / size)
  const sgd = sum(sgdWork)
  const path = groups === 1 ? 'batch' : plan.bypass === undefined ? 'vectorised' : 'loop'
  const sam = path === 'vectorised' ? sum(samWork) : 2 * sgd
  return {
    path,
    reason: path === 'loop' ? plan.bypass : undefined,
    m: size,
    groups,
    groupsPerPart: path === 'vectorised' ? Math.min(groups, groupsWithin(plan, memoryBudget)) : 1,
    memoryBudget,
    bytesPerGroup: plan.bytesPerGroup,
    layers: plan.layers,
    work: { sgd, sam, ratio: sam / sgd },
  }
}
