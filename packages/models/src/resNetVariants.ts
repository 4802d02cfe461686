/**
 * How a block's input gets the shape of its output (He et al. 2016, section 3.3): `pad`, option A: every second
 * position, channels of zeros behind; `projection`, option B: a 1×1 convolution and a normalisation. Where the
 * shapes are the same the shortcut is the identity.
 */
export type Shortcut = 'pad' | 'projection'

/** What tells the residual networks apart. */
export interface ResNetVariant {
  /** Number of blocks of each stage. */
  readonly blocks: readonly number[]
  /** Channels of the first stage, twice as many in each further one. */
  readonly width: number
  readonly shortcut: Shortcut
}

/**
 * He et al. 2016, “Deep Residual Learning for Image Recognition”: 18 and 34 of table 1 (with option B, as
 * torchvision has them), 20 and 32 of section 4.2.
 */
export const resNetVariants = {
  18: { blocks: [2, 2, 2, 2], width: 64, shortcut: 'projection' },
  34: { blocks: [3, 4, 6, 3], width: 64, shortcut: 'projection' },
  20: { blocks: [3, 3, 3], width: 16, shortcut: 'pad' },
  32: { blocks: [5, 5, 5], width: 16, shortcut: 'pad' },
} as const satisfies { readonly [depth: number]: ResNetVariant }

/** Numbers of layers of {@link resNetVariants}. */
export type ResNetDepth = keyof typeof resNetVariants
