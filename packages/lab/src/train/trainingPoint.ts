import type { Leaf, Tree } from '@planish/core'
import { disposeTree, tree } from '@planish/core'
import type { Path } from '@planish/grad'
import type { State } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'

/** What is done of an epoch that is under way. */
export interface Midway {
  /** Steps taken, at least one. */
  readonly step: number
  /** Sum of the losses of those steps' examples: a float32 value, so that it comes back to the same bits. */
  readonly lossSum: number
  /** How the rule's perturbed passes were run in those steps, at worst. */
  readonly path: Path
}

/** Where a training stands, between two epochs or in the midst of one: all that is needed to go on. */
export interface TrainingPoint<P extends Tree, S extends State> {
  readonly params: P
  readonly state: S
  /** Epochs completed. */
  readonly epoch: number
  /** What is done of the next; left out between two epochs. */
  readonly midway?: Midway
  /** Gradient evaluations of a batch so far. */
  readonly gradientEvaluations: number
  /** Time spent in steps so far. */
  readonly seconds: number
}

/** An epoch of which nothing is done yet. */
export const untouched: Midway = { step: 0, lossSum: 0, path: 'batch' }

/** Frees the tensors of a point. */
export function freePoint<P extends Tree, S extends State>({ params, state }: TrainingPoint<P, S>): void {
  disposeTree(params)
  disposeTree(state)
}

/** A copy that owns its tensors, sharing their data. */
export const copyPoint = <P extends Tree, S extends State>(
  point: TrainingPoint<P, S>,
): TrainingPoint<P, S> => ({
  ...point,
  params: tree.map<P>(point.params, leaf => tf.clone(leaf)),
  state: tree.map<S, Leaf>(point.state, leaf => (leaf instanceof tf.Tensor ? tf.clone(leaf) : leaf)),
})
