import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { add, mul, reshape } from '@tensorflow/tfjs-core'
import { sumOverPositions } from './average.ts'
import type { Operation } from './operation.ts'
import { runOperation } from './operation.ts'

/** One row for all, [n], or one for each group of examples, [G, n]. */
const groupsOf = (rows: Tensor): number => (rows.rank === 1 ? 1 : (rows.shape[0] as number))

/** [B, …, n] as [G, positions of a group, n]. */
function byGroup(x: Tensor, groups: number): Tensor {
  const width = x.shape.at(-1) as number
  return reshape(x, [groups, x.size / (groups * width), width])
}

/** x∘scale (+ bias). */
const forward: Operation<Record<string, never>> = {
  name: 'PlanishAffine',
  compute: ({ x, scale, bias }: NamedTensorMap) => {
    const [input, rows] = [x as Tensor, scale as Tensor]
    const groups = groupsOf(rows)
    const scaled = mul(byGroup(input, groups), byGroup(rows, groups))
    return [reshape(bias === undefined ? scaled : add(scaled, byGroup(bias, groups)), input.shape)]
  },
  gradient: {
    inputsToSave: ['x', 'scale'],
    gradFunc: (dys, saved) => {
      const dy = dys as Tensor
      const [x, scale] = saved as [Tensor, Tensor]
      const groups = groupsOf(scale)
      return {
        x: () => affine(dy, scale),
        scale: () => reshape(sumByGroup(dy, x, groups), scale.shape),
        bias: () => reshape(sumByGroup(dy, undefined, groups), scale.shape),
      }
    },
  },
}

/**
 * y = x∘scale (+ bias) over the last axis, differentiable in all three.
 *
 * @param x shape [B, …, n]
 * @param scale shape [n], or [G, n] where example b has row ⌊b·G/B⌋, B a multiple of G
 * @param bias the same shape
 */
export function affine(x: Tensor, scale: Tensor, bias?: Tensor): Tensor {
  const inputs = bias === undefined ? { x, scale } : { x, scale, bias }
  return runOperation(forward, inputs, {})[0] as Tensor
}

/**
 * Σ dy∘x, or Σ dy without `x`, over the positions and examples of each group: the gradient of each group in a
 * vector that multiplies, or that is added.
 *
 * @param dy shape [B, …, n], B a multiple of `groups`
 * @param x the same shape
 * @returns shape [groups, n]
 */
export function sumByGroup(dy: Tensor, x: Tensor | undefined, groups: number): Tensor {
  const terms = byGroup(x === undefined ? dy : mul(dy, x), groups)
  return reshape(sumOverPositions(terms), [groups, dy.shape.at(-1) as number])
}
