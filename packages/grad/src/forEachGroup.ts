import type { Tree } from '@planish/core'
import { PlanishError, tidy } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { withCapture } from './capture.ts'
import type { Batch, Objective } from './model.ts'
import { batchSize } from './model.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import type { PerturbedPoint } from './perturbedPoint.ts'
import { groupsPoint, singleGroupPoint } from './perturbedPoint.ts'

/**
 * How the groups of a batch were run: `batch`, there was just one; `vectorised`, all at once by the `Layers`
 * algebra; `loop`, one after the other, because the model bypasses `Layers`: some parameter enters it otherwise, or
 * some layer's input is not the batch's, example by example along its first axis.
 */
export type Path = 'batch' | 'vectorised' | 'loop'

/** What was computed for each part of a batch, in the batch's order. */
export interface Parts<A> {
  readonly parts: readonly A[]
  readonly path: Path
}

const sliceOf = ({ inputs, labels }: Batch, start: number, size: number): Batch => ({
  inputs: tf.slice(inputs, [start], [size]),
  labels: tf.slice(labels, [start], [size]),
})

/** Group size as a number, checked. */
function groupSize(m: Neighbourhood['m'], examples: number): number {
  if (examples === 0) throw new PlanishError('usage', 'the batch is empty')
  if (m === 'batch') return examples
  if (Number.isInteger(m) && m >= 1) return Math.min(m, examples)
  throw new PlanishError('usage', `m is ${m}`, 'm is the size of a group: a whole number from 1, or "batch"')
}

/**
 * Runs `f` with every group of m examples at weights perturbed along its own gradient. The groups are covered by
 * as few calls as possible: one for all full groups, one for a smaller last group; or one for each group if the
 * model bypasses `Layers`. What `f` returns is the caller's, all else is freed.
 *
 * The single place where groups are made: every member of the SAM family is an `f`.
 *
 * @param f given a {@link PerturbedPoint} that covers some of the batch's examples
 * @throws PlanishError `usage` for a bad m or an empty batch, `model` if the model breaks the rules of `Layers`
 * @example
 * ```ts
 * import { crossEntropy, forEachGroup } from '@planish/grad'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * const objective = { model, loss: crossEntropy }
 * const norms = forEachGroup(objective, model.init(), batch, { m: 2, rho: 0.1 }, point => point.gradientNorms)
 * norms.parts[0].shape // [2]
 * ```
 */
export function forEachGroup<P extends Tree, A>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  { m, rho }: Neighbourhood,
  f: (point: PerturbedPoint<P>) => A,
): Parts<A> {
  const examples = batchSize(batch)
  const size = groupSize(m, examples)
  const single = (start: number, count: number): A =>
    tidy(() => {
      const part = count === examples ? batch : sliceOf(batch, start, count)
      return f(singleGroupPoint(objective, params, part, rho))
    })
  if (size === examples) return { parts: [single(0, examples)], path: 'batch' }

  const full = examples - (examples % size)
  const vectorised = tidy(() => {
    const part = full === examples ? batch : sliceOf(batch, 0, full)
    return withCapture(objective, params, part, capture =>
      capture.bypassed ? undefined : { result: f(groupsPoint(objective, params, part, size, rho, capture)) },
    )
  })
  if (vectorised !== undefined) {
    const rest = full === examples ? [] : [single(full, examples - full)]
    return { parts: [vectorised.result, ...rest], path: 'vectorised' }
  }
  const parts: A[] = []
  for (let start = 0; start < examples; start += size) {
    parts.push(single(start, Math.min(size, examples - start)))
  }
  return { parts, path: 'loop' }
}
