import type { Tree } from '@planish/core'
import type { State } from '../state.ts'

/** A transformation's output: what to add to the parameters (or hand to the next one), and the new state. */
export interface Transformed<U extends Tree, S extends State> {
  readonly updates: U
  readonly state: S
}

/**
 * optax's pair of pure functions: how a direction becomes an update. Inputs are never consumed; what comes out,
 * the new state too, is the caller's. (Methods, not properties, so that transformations with different states
 * can stand in one list.)
 *
 * @see `optax.GradientTransformation`
 */
export interface GradientTransformation<S extends State = State> {
  init(params: Tree): S
  update<U extends Tree>(updates: U, state: S, params: U): Transformed<U, S>
}
