import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import type { GradientTransformation } from './transformation.ts'

/** Options of {@link trace}. */
export interface TraceOptions {
  /** μ, in [0, 1). */
  readonly decay: number
  /** Look ahead by one more step of the trace; default false. */
  readonly nesterov?: boolean
}

/** The trace t, of the parameters' structure; empty while the decay is 0. */
export type TraceState = { readonly trace: Tree }

/**
 * Momentum: t ← g + μ t, update t; with Nesterov g + μ t (`optax.trace`, and PyTorch's SGD without dampening).
 *
 * @example
 * ```ts
 * import { trace } from '@planish/optim'
 *
 * const momentum = trace({ decay: 0.9 })
 * ```
 */
export function trace({ decay, nesterov = false }: TraceOptions): GradientTransformation<TraceState> {
  if (decay === 0) {
    return {
      init: () => ({ trace: [] }),
      update: <U extends Tree>(updates: U, state: TraceState) => ({
        updates: tree.map<U>(updates, leaf => tf.clone(leaf)),
        state,
      }),
    }
  }
  const follow = <U extends Tree>(updates: U, past: Tree): U =>
    tree.map2<U>(updates, past, (u, t) => tf.add(u, tf.mul(t, decay)))
  return {
    init: params => ({ trace: tree.map(params, leaf => tf.zerosLike(leaf)) }),
    update: (updates, state) =>
      tidy(() => {
        const next = follow(updates, state.trace)
        const update = nesterov ? follow(updates, next) : tree.map(next, leaf => tf.clone(leaf))
        return { updates: update, state: { trace: next } }
      }),
  }
}
