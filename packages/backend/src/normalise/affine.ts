import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { add, mul, reshape, tidy } from '@tensorflow/tfjs-core'
import { fusedKernels } from '../fused/fusedKernels.ts'
import type { Operation } from '../fused/operation.ts'
import { runOperation } from '../fused/operation.ts'
import { sumOverPositions } from './average.ts'

/** One row for all, [n], or one for each group of examples, [G, n]. */
const groupsOf = (rows: Tensor): number => (rows.rank === 1 ? 1 : (rows.shape[0] as number))

/** [B, …, n] as [G, positions of a group, n]. */
function byGroup(x: Tensor, groups: number): Tensor {
  const width = x.shape.at(-1) as number
  return reshape(x, [groups, x.size / (groups * width), width])
}

/** x∘scale (+ bias). */
const affineOperation: Operation<Record<string, never>> = {
  name: 'PlanishAffine',
  compute: ({ x, scale, bias }: NamedTensorMap) => {
    const [input, rows] = [x as Tensor, scale as Tensor]
    const groups = groupsOf(rows)
    const scaled = mul(byGroup(input, groups), byGroup(rows, groups))
    return [reshape(bias === undefined ? scaled : add(scaled, byGroup(bias, groups)), input.shape)]
  },
  fused: (run, { x, scale, bias }) =>
    run('Planish1Affine', [x as Tensor, scale as Tensor, (bias ?? scale) as Tensor], 1, {
      biased: bias !== undefined,
    }),
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

type SumAttributes = { readonly groups: number }

const sumOf = (terms: Tensor, groups: number): Tensor =>
  reshape(sumOverPositions(byGroup(terms, groups)), [groups, terms.shape.at(-1) as number])

/** Σ dy∘x and Σ dy over each group. */
const sumsOperation: Operation<SumAttributes> = {
  name: 'PlanishSumsByGroup',
  compute: ({ dy, x }: NamedTensorMap, { groups }) => [
    sumOf(mul(dy as Tensor, x as Tensor), groups),
    sumOf(dy as Tensor, groups),
  ],
  fused: (run, { dy, x }, { groups }) =>
    run('Planish1SumsByGroup', [dy as Tensor, x as Tensor], 2, { groups }),
  gradient: {
    inputsToSave: ['dy', 'x'],
    gradFunc: (cotangents, saved) => {
      const [products, sums] = cotangents as [Tensor, Tensor]
      const [dy, x] = saved as [Tensor, Tensor]
      return { dy: () => affine(x, products, sums), x: () => affine(dy, products) }
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
  return runOperation(affineOperation, inputs, {})[0] as Tensor
}

/**
 * Σ dy∘x and Σ dy over the positions and examples of each group, in one pass over both: the gradient of each group
 * in a scale and in a bias.
 *
 * @param dy shape [B, …, n], B a multiple of `groups`
 * @param x the same shape
 * @returns two of shape [groups, n]
 */
export function sumsByGroup(dy: Tensor, x: Tensor, groups: number): [products: Tensor, sums: Tensor] {
  const [products, sums] = runOperation(sumsOperation, { dy, x }, { groups })
  return [products as Tensor, sums as Tensor]
}

/**
 * One of the two: Σ dy∘x, or Σ dy without `x`.
 *
 * @param dy shape [B, …, n], B a multiple of `groups`
 * @param x the same shape
 * @returns shape [groups, n]
 */
export function sumByGroup(dy: Tensor, x: Tensor | undefined, groups: number): Tensor {
  return tidy(() => {
    if (fusedKernels() === undefined) return sumOf(x === undefined ? dy : mul(dy, x), groups)
    const [products, sums] = sumsByGroup(dy, x ?? dy, groups)
    return x === undefined ? sums : products
  })
}
