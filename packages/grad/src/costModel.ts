import { util } from '@tensorflow/tfjs-core'
import type { RoleWork, Variant } from './roles/role.ts'

/** Work beyond what any method needs, for one group of examples. */
export interface Work {
  /** Multiply-adds. */
  readonly multiplyAdds: number
  /** Bytes written to memory or read from it. */
  readonly traffic: number
  /** Bytes that stay in memory between the first pass and the end of the second. */
  readonly held: number
}

/** What a group's work depends on; shapes are those of one example. */
export interface Shapes {
  readonly input: readonly number[]
  readonly output: readonly number[]
  readonly parameter: readonly number[]
  /** Examples of a group. */
  readonly m: number
}

/** Of a float32. */
export const bytes = 4

/**
 * Multiply-adds in the time of moving one byte. Two cores of a server do about 60 G multiply-adds and move about
 * 8 GB in a second; the choice is not sensitive to it: between the variants lie factors.
 */
export const multiplyAddsPerByte = 8

/** In units of multiply-adds. */
export const costOf = ({ multiplyAdds, traffic }: Work): number =>
  multiplyAdds + multiplyAddsPerByte * traffic

/** The cheapest of the variants that a role can be held by. */
export function cheapest({ variants }: RoleWork): { readonly variant: Variant; readonly work: Work } {
  const [first, ...others] = Object.entries(variants) as [Variant, Work][]
  const [variant, work] = others.reduce(
    (best, other) => (costOf(other[1]) < costOf(best[1]) ? other : best),
    first as [Variant, Work],
  )
  return { variant, work }
}

/** Elements of a shape. */
export const count = (shape: readonly number[]): number => util.sizeFromShape([...shape])

/**
 * A gradient of n numbers that is formed by so many multiply-adds: written, read for its norm, and read to be
 * added to w, which is written, and read in the forward and in the backward pass. The weights of its own take the
 * place of the shared ones in both, and cost no multiply-adds there.
 */
export const formedWork = (multiplyAdds: number, numbers: number): Work => ({
  multiplyAdds,
  traffic: 6 * bytes * numbers,
  held: bytes * numbers,
})

/**
 * Positions held by Gram matrices of P × P: those of the inputs, whose entries cost `perInput` multiply-adds, and of
 * the cotangents, with `outputs` channels. Each takes part three times: in the norm, and in the perturbed pass
 * forward and backward.
 *
 * @param factors bytes of the factors that the products are made of, and that are held
 * @param moved bytes moved once a pass beside the matrices and the factors
 */
export const gramWork = (
  positions: number,
  perInput: number,
  outputs: number,
  factors: number,
  moved = 0,
): Work => ({
  multiplyAdds: 3 * positions ** 2 * (perInput + outputs),
  traffic: 3 * (2 * bytes * positions ** 2 + 2 * factors + moved),
  held: factors,
})
