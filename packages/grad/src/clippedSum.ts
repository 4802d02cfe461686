import type { Tree } from '@planish/core'
import { PlanishError, tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { batchGradient } from './batchGradient.ts'
import { groupGradients } from './firstPass.ts'
import { inGroups } from './forEachGroup.ts'
import { type GradientNorms, type Grouping, globalNorm } from './gradientNorms.ts'
import { squaredNorms } from './groupNorms.ts'
import type { Batch, Objective } from './model.ts'
import { gradientFloor } from './neighbourhood.ts'

/** Σ_S min(1, C/‖g_S‖) g_S over the groups S of a batch. */
export interface ClippedSum<P extends Tree> extends GradientNorms {
  readonly sum: P
}

/**
 * The sum of the gradients of the examples (or of the mean gradients of groups), each clipped to the norm C, as DP-SGD
 * adds them up (Abadi et al. 2016); noise is the caller's to add. None is formed: once the norms are known, the clipped
 * sum is one more backward pass through the same forward pass, with each residual scaled (Li et al. 2022, “ghost
 * clipping”).
 *
 * @param maxNorm C
 * @param grouping default `m: 1`, every example by itself
 * @returns with the norms before clipping
 * @throws PlanishError `usage` for a bad C, and as {@link forEachGroup}
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { clippedSum, crossEntropy } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * clippedSum({ model, loss: crossEntropy }, model.init(), batch, 0.1).sum.kernel.shape // [3, 2]
 * ```
 */
export function clippedSum<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  maxNorm: number,
  grouping: Grouping = { m: 1 },
): ClippedSum<P> {
  if (!(maxNorm > 0)) throw new PlanishError('usage', `clippedSum: the norm is positive, not ${maxNorm}`)
  const leaves = tree.leaves(params)
  const factorsFor = (norms: Tensor): Tensor =>
    tf.minimum(1, tf.div(maxNorm, tf.maximum(norms, gradientFloor)))
  return tidy(() => {
    const { parts, path } = inGroups(
      objective,
      params,
      batch,
      { ...grouping, keepFirstPass: true },
      {
        collector: groupGradients,
        vectorised: ({ collected, losses, residual, pullback }, _, m) => {
          const norms = tf.div(tf.sqrt(squaredNorms(collected)), m)
          const factors = tf.div(factorsFor(norms), m)
          const ofExamples = m === 1 ? factors : tf.reshape(tf.tile(tf.expandDims(factors, 1), [1, m]), [-1])
          const gradients = pullback?.(tf.mul(residual, tf.expandDims(ofExamples, 1)), leaves) ?? []
          const sum = leaves.map((leaf, index) => gradients[index] ?? tf.zerosLike(leaf))
          return { norms, losses: tf.clone(losses), sum }
        },
        single: part => {
          const { gradient, losses } = batchGradient(objective, params, part)
          const norms = globalNorm(gradient)
          const factor = tf.reshape(factorsFor(norms), [])
          return { norms, losses, sum: tree.leaves(gradient).map(leaf => tf.mul(leaf, factor)) }
        },
      },
    )
    const sum = leaves.map((_, index) =>
      parts.map(part => part.sum[index] as Tensor).reduce((a, b) => tf.add(a, b)),
    )
    return {
      sum: tree.rebuild<P>(params, sum),
      norms: tf.concat(parts.map(({ norms }) => norms)),
      losses: tf.concat(parts.map(({ losses }) => losses)),
      path,
    }
  })
}
