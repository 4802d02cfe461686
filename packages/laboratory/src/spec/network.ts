import * as z from 'zod/mini'

/** A network that can be trained here: the options of the models of `@planish/models` that the page offers. */
export type NetworkSpec =
  | { readonly kind: 'linear' }
  | { readonly kind: 'mlp'; readonly hidden: readonly number[] }
  | { readonly kind: 'cnn'; readonly width: number }

/** Widest layer: wider ones would let a phone wait. */
export const widest = 512

const width = z.int().check(z.gte(1), z.lte(widest))

export const networkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linear') }),
  z.strictObject({ kind: z.literal('mlp'), hidden: z.array(width).check(z.minLength(1), z.maxLength(4)) }),
  z.strictObject({ kind: z.literal('cnn'), width: z.int().check(z.gte(1), z.lte(32)) }),
])

/**
 * A network as text, as URLs and the command line have it: `linear`, `mlp:64x64`, `cnn:8`.
 *
 * @example
 * ```ts
 * networkText({ kind: 'mlp', hidden: [64, 32] }) // 'mlp:64x32'
 * ```
 */
export function networkText(network: NetworkSpec): string {
  if (network.kind === 'linear') return 'linear'
  return network.kind === 'mlp' ? `mlp:${network.hidden.join('x')}` : `cnn:${network.width}`
}

/** What the text means, for the schema to judge: no check is made here. */
export function readNetworkText(text: string): unknown {
  const [kind, sizes = ''] = text.split(':')
  if (kind === 'mlp') return { kind, hidden: sizes.split('x').map(Number) }
  return kind === 'cnn' ? { kind, width: Number(sizes) } : { kind }
}
