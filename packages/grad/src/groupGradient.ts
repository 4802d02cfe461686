import { addAll } from '@planish/backend'
import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Site } from './capture.ts'
import { elementwiseGradient, positionSum } from './elementwiseGradient.ts'
import type { Use } from './operation.ts'
import { outerGradient } from './outerGradient.ts'

/** The gradient of each of G groups in one parameter, in whatever form is cheapest. */
export interface GroupGradient {
  /** ‖g‖² of each group, [G]. */
  readonly squaredNorms: () => Tensor
  /**
   * What a perturbation of the parameter by c_g · g adds to an operation's output.
   *
   * @param scale c, [G]
   * @returns from the operation's input [G, T, in] to the addend, [G, T, out] or broadcast to it
   */
  readonly scaledBy: (scale: Tensor) => (input: Tensor) => Tensor
  /** The gradients themselves, [G, …shape of the parameter]. */
  readonly form: () => Tensor
}

/** [B, …, n] to [G, positions of a group, n]. */
export const byGroup = (x: Tensor, groups: number): Tensor =>
  tf.reshape(x, [groups, -1, x.shape.at(-1) as number])

interface Occurrence {
  readonly kind: Use['kind']
  readonly input: Tensor
  readonly cotangent: Tensor
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
    for (const { kind, parameter } of uses) {
      if (!ids.has(parameter.id)) continue
      const found = occurrences.get(parameter.id) ?? []
      found.push({ kind, input: byGroup(input, groups), cotangent: byGroup(cotangent, groups) })
      occurrences.set(parameter.id, found)
    }
  }
  return new Map([...occurrences].map(([id, found]) => [id, gradientOf(found)]))
}

const stack = (parts: Tensor[]): Tensor => (parts.length === 1 ? (parts[0] as Tensor) : tf.concat(parts, 1))

function gradientOf(occurrences: readonly Occurrence[]): GroupGradient {
  const kinds = new Set(occurrences.map(({ kind }) => kind))
  const [kind] = kinds
  if (kind === undefined || kinds.size > 1) {
    throw new PlanishError(
      'model',
      `one parameter is used both as ${[...kinds].join(' and as ')}`,
      'give each use a parameter of its own',
    )
  }
  if (kind === 'outer') {
    return outerGradient(
      stack(occurrences.map(({ input }) => input)),
      stack(occurrences.map(({ cotangent }) => cotangent)),
    )
  }
  const sums = occurrences.map(({ input, cotangent }) =>
    positionSum(cotangent, kind === 'scale' ? input : undefined),
  )
  return elementwiseGradient(kind, sums.length === 1 ? (sums[0] as Tensor) : addAll(sums))
}
