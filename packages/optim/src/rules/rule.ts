import type { Key, Tree } from '@planish/core'
import type { Batch, Objective, Path } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { State } from '../state.ts'

/** What a rule makes of a batch; all tensors are the caller's. */
export interface RuleResult<P extends Tree, S extends State> {
  /** u, of the parameters' structure: to be descended along. */
  readonly direction: P
  readonly state: S
  /** Per-example losses at w, [B], from the rule's first pass. */
  readonly losses: Tensor
  /** How the groups' perturbed passes were run. */
  readonly path: Path
}

/**
 * How a direction is obtained from an objective: pure functions with state, as in a transformation. (Methods, not
 * properties, so that rules with different states can stand in one list.)
 */
export interface GradientRule<S extends State = State> {
  /** Gradient evaluations of the whole batch that a step costs, 1 for SGD and 2 for SAM. */
  readonly gradientEvaluations: number
  init(params: Tree): S
  /** The key is for rules that draw: the same key gives the same direction. */
  apply<P extends Tree>(
    objective: Objective<P>,
    params: P,
    state: S,
    batch: Batch,
    key: Key,
  ): RuleResult<P, S>
}
