import type { Leaf, Tree } from '@planish/core'

/** What a rule or a transformation carries from step to step: a tree of tensors and numbers, so it can be saved. */
export type State = Tree<Leaf>

/** The state of what has none. */
export const stateless: readonly [] = []

/** Number of steps made so far. */
export type CountState = { readonly count: number }
