/** What tells the vision transformers apart. */
export interface VitVariant {
  /** Length of a token. */
  readonly dim: number
  /** Number of blocks. */
  readonly depth: number
  /** Heads of each block's attention. */
  readonly heads: number
}

/** Ti and S of Touvron et al. 2021 (DeiT, arXiv 2012.12877), table 1. */
export const vitVariants = {
  ti: { dim: 192, depth: 12, heads: 3 },
  s: { dim: 384, depth: 12, heads: 6 },
} as const satisfies { readonly [name: string]: VitVariant }

/** Names of {@link vitVariants}. */
export type VitSize = keyof typeof vitVariants
