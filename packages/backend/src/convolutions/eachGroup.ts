import type { Tensor } from '@tensorflow/tfjs-core'
import { split, unstack } from '@tensorflow/tfjs-core'

/** The examples of each group; on native parts of the same memory. */
export const examplesOfGroups = (x: Tensor, groups: number): Tensor[] => split(x, groups, 0)

/** Calls `f` with the examples and the filter of each group. */
export function eachGroup<A>(x: Tensor, filters: Tensor, f: (x: Tensor, filter: Tensor) => A): A[] {
  const examples = examplesOfGroups(x, filters.shape[0] as number)
  return unstack(filters).map((filter, group) => f(examples[group] as Tensor, filter))
}
