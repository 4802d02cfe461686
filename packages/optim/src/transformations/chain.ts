import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import type { State } from '../state.ts'
import { type Descent, descendingAs } from './descending.ts'
import { identity } from './identity.ts'
import type { GradientTransformation } from './transformation.ts'

type TransformationsOf<S extends readonly State[]> = {
  readonly [Index in keyof S]: GradientTransformation<S[Index]>
}

/**
 * One transformation after the other; its state is the list of theirs (`optax.chain`). Where the last one ends in a
 * learning rate, so does the chain.
 *
 * @example
 * ```ts
 * import { chain, clipByGlobalNorm, followedBy, sam, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(chain(clipByGlobalNorm(1), sgd({ learningRate: 0.1 })))(sam({ rho: 0.05 }))
 * ```
 */
export function chain<S extends readonly State[], L extends State>(
  ...transformations: [...TransformationsOf<S>, Descent<L>]
): Descent<[...S, L]>
export function chain<S extends readonly State[]>(
  ...transformations: TransformationsOf<S>
): GradientTransformation<S>
export function chain<S extends readonly State[]>(
  ...transformations: TransformationsOf<S>
): GradientTransformation<S> {
  // A tuple's members have types of their own, which a loop over them can't express.
  const links = transformations as readonly GradientTransformation[]
  return descendingAs([links.at(-1) ?? identity()], {
    init: params => links.map(link => link.init(params)) as readonly State[] as S,
    update: <U extends Tree>(updates: U, state: S, params: U) =>
      tidy(() => {
        const states: State[] = []
        let current = tree.map<U>(updates, leaf => tf.clone(leaf))
        for (const [index, link] of links.entries()) {
          const next = link.update(current, state[index] as State, params)
          current = next.updates
          states.push(next.state)
        }
        return { updates: current, state: states as readonly State[] as S }
      }),
  })
}
