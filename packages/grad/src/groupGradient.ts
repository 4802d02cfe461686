import { addAll } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { byGroup } from './byGroup.ts'
import type { Site } from './capture.ts'
import { elementwiseGradient, positionSum } from './elementwiseGradient.ts'
import { type GroupValues, groupValues } from './groupValues.ts'
import type { Use } from './operation.ts'
import { outerGradient } from './outerGradient.ts'

/** What is added to an operation's output, as a linear map of its input. Both are shaped by {@link byGroup}. */
export interface MapPerturbation {
  readonly kind: 'map'
  /** From the operation's input to the addend, in the output's shape or broadcast to it. */
  readonly addend: (input: Tensor) => Tensor
  /** The map's adjoint, from the output's cotangent to the input's; none where the addend is a constant. */
  readonly pullback?: (cotangent: Tensor) => Tensor
}

/**
 * The same where each group has a single position and all that is added to it lies along one row: f(u′) d. What
 * several parameters add along the same row is one product, of the sum of their factors.
 */
export interface RowPerturbation {
  readonly kind: 'row'
  /** d, [G, out]. */
  readonly row: Tensor
  /** f, from the operation's input [G, in] to [G, 1]. */
  readonly factor: (input: Tensor) => Tensor
  /** From the factor's cotangent [G, 1] to the input's; none where the factor is a constant. */
  readonly pullback?: (cotangent: Tensor) => Tensor
}

/** What a parameter's perturbation adds to an operation's output. */
export type Perturbation = MapPerturbation | RowPerturbation

/** The gradient of each of G groups in one parameter, in whatever form is cheapest. */
export interface GroupGradient {
  /** ‖g‖² of each group, [G]. */
  readonly squaredNorms: () => Tensor
  /** What moving the parameter by c_g · g does to an operation, c of shape [G, 1]. */
  readonly perturbation: (scale: Tensor) => Perturbation
  /** The gradients themselves, [G, …shape of the parameter]. */
  readonly form: () => Tensor
}

interface Occurrence {
  readonly kind: Use['kind']
  readonly input: Tensor
  readonly cotangent: GroupValues
}

/**
 * The gradient of each group in every one of `parameters` that the loss depends on, by the parameter's id. What
 * else a model hands to `Layers`, a frozen kernel say, has none.
 *
 * A parameter that several operations use has the sum of their contributions as its gradient: for a matrix
 * that is one product of all positions stacked, so it stays exact without being formed.
 */
export function groupGradients(
  sites: readonly Site[],
  parameters: readonly Tensor[],
  groups: number,
): Map<number, GroupGradient> {
  const ids = new Set(parameters.map(({ id }) => id))
  const occurrences = new Map<number, Occurrence[]>()
  for (const { input, cotangent, uses } of sites) {
    if (cotangent === undefined) continue
    const shared = { input: byGroup(input, groups), cotangent: groupValues(byGroup(cotangent, groups)) }
    for (const { kind, parameter } of uses) {
      if (!ids.has(parameter.id)) continue
      const found = occurrences.get(parameter.id) ?? []
      found.push({ kind, ...shared })
      occurrences.set(parameter.id, found)
    }
  }
  return new Map([...occurrences].map(([id, found]) => [id, gradientOf(found)]))
}

/** The positions of several operations, one after the other. */
const stack = (parts: Tensor[]): Tensor =>
  tf.concat(
    parts.map(part => (part.rank === 2 ? tf.expandDims(part, 1) : part)),
    1,
  )

/** From all occurrences of one parameter, which are of one kind. */
function gradientOf(occurrences: readonly Occurrence[]): GroupGradient {
  const [first, ...others] = occurrences as readonly [Occurrence, ...Occurrence[]]
  const { kind } = first
  if (kind === 'outer') {
    if (others.length === 0) return outerGradient(first.input, first.cotangent)
    return outerGradient(
      stack(occurrences.map(({ input }) => input)),
      groupValues(stack(occurrences.map(({ cotangent }) => cotangent.values))),
    )
  }
  if (others.length === 0 && kind === 'shift' && first.cotangent.values.rank === 2) {
    return elementwiseGradient('shift', first.cotangent, true)
  }
  const sums = occurrences.map(({ input, cotangent }) =>
    positionSum(cotangent.values, kind === 'scale' ? input : undefined),
  )
  return elementwiseGradient(kind, groupValues(addAll(sums)))
}
