import { addAll } from '@planish/backend'
import type { Tree } from '@planish/core'
import { tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Capture } from './capture.ts'
import { differentiate } from './differentiate.ts'
import { groupGradients } from './groupGradient.ts'
import type { Batch, Objective } from './model.ts'
import { batchSize } from './model.ts'
import { gradientFloor } from './neighbourhood.ts'
import { plain } from './operation.ts'
import { perturbedLayers } from './perturb.ts'

/**
 * Some whole groups of a batch, and the network both at w and with each group S at w + ε_S,
 * ε_S = ρ g_S/‖g_S‖. Differentiating {@link logits} or {@link perturbedLogits} in the parameters treats ε_S
 * as a constant, as SAM does.
 */
export interface PerturbedPoint<P extends Tree = Tree> {
  /** The groups' examples. */
  readonly batch: Batch
  /** Logits at w, [b, K], from the pass that found ε. */
  readonly firstLogits: Tensor
  /** Per-example losses at w, [b]. */
  readonly firstLosses: Tensor
  /** ‖g_S‖ of each group's mean gradient. */
  readonly gradientNorms: Tensor
  /** Each group's mean gradient, leaves [G, …]: as large as G copies of the parameters, so not for every day. */
  readonly gradients: () => P
  /** F(w, x), computed afresh: differentiable in the parameters. */
  readonly logits: () => Tensor
  /** F(w + ε_S, x) for the x in S: differentiable in the parameters. */
  readonly perturbedLogits: () => Tensor
}

/** ρ/‖g‖ where there is a direction, else 0. */
const radiusOver = (norms: Tensor, rho: number): Tensor =>
  tf.where(tf.greater(norms, gradientFloor), tf.div(rho, norms), tf.zerosLike(norms))

/** All examples as one group: its gradient is formed, as in ordinary SAM. Works for any model. */
export function singleGroupPoint<P extends Tree>(
  { model, loss }: Objective<P>,
  params: P,
  batch: Batch,
  rho: number,
): PerturbedPoint<P> {
  const apply = model.apply(plain)
  const { gradient, also } = differentiate(params, () => {
    const logits = apply(params, batch.inputs)
    const losses = loss.perExample(logits, batch.labels)
    return { value: tf.mean(losses), also: { logits, losses } }
  })
  const norm = tf.sqrt(addAll(tree.leaves(gradient).map(leaf => tf.sum(tf.square(leaf)))))
  const scale = radiusOver(norm, rho)
  const epsilon = tree.map<P>(gradient, leaf => tf.mul(leaf, scale))
  return {
    batch,
    firstLogits: also.logits,
    firstLosses: also.losses,
    gradientNorms: tf.reshape(norm, [1]),
    gradients: () => tree.map<P>(gradient, leaf => tf.expandDims(leaf, 0)),
    logits: () => apply(params, batch.inputs),
    perturbedLogits: () =>
      apply(
        tree.map2<P>(params, epsilon, (w, e) => tf.add(w, e)),
        batch.inputs,
      ),
  }
}

/** Equal groups of m examples, all at once and without any group's weights: see {@link perturbedLayers}. */
export function groupsPoint<P extends Tree>(
  { model }: Objective<P>,
  params: P,
  batch: Batch,
  m: number,
  rho: number,
  capture: Capture,
): PerturbedPoint<P> {
  const groups = batchSize(batch) / m
  const gradients = groupGradients(capture.sites, tree.leaves(params), groups)
  const squaredNorms = addAll([...gradients.values()].map(gradient => gradient.squaredNorms()))
  // The capture's losses are summed over a group; its direction is that of the mean, its norm m times larger.
  const sumNorms = tf.sqrt(squaredNorms)
  const overGroup = (x: Tensor): Tensor => (m === 1 ? x : tf.div(x, m))
  const gradientNorms = overGroup(sumNorms)
  const perturbed = perturbedLayers(capture.sites, gradients, overGroup(radiusOver(gradientNorms, rho)))
  return {
    batch,
    firstLogits: tf.clone(capture.logits),
    firstLosses: tf.clone(capture.losses),
    gradientNorms,
    gradients: () =>
      tree.map<P>(params, leaf => {
        const gradient = gradients.get(leaf.id)
        const shape = [groups, ...leaf.shape]
        return gradient === undefined ? tf.zeros(shape) : tf.div(tf.reshape(gradient.form(), shape), m)
      }),
    logits: () => model.apply(plain)(params, batch.inputs),
    perturbedLogits: () => perturbed(layers => model.apply(layers)(params, batch.inputs)),
  }
}
