import type { Key, Tree } from '@planish/core'
import type { Batch, Objective, Path } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { State } from './state.ts'

/** What an optimizer makes of a batch; all tensors are the caller's. */
export interface OptimizerResult<P extends Tree, S extends State> {
  /** Of the parameters' structure: to be added to them. */
  readonly updates: P
  readonly state: S
  /** Per-example losses at w, [B], from the rule's first pass. */
  readonly losses: Tensor
  /** How the groups' perturbed passes were run. */
  readonly path: Path
}

/**
 * A gradient rule followed by transformations that end in a learning rate. Its own type, so that a rule alone,
 * whose direction is to be descended along, can't be mistaken for one.
 */
export interface Optimizer<S extends State = State> {
  /** Gradient evaluations of the whole batch that a step costs. */
  readonly gradientEvaluations: number
  init(params: Tree): S
  apply<P extends Tree>(
    objective: Objective<P>,
    params: P,
    state: S,
    batch: Batch,
    key: Key,
  ): OptimizerResult<P, S>
}
