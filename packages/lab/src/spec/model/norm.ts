import * as z from 'zod'
import { whole } from '../options.ts'

/** The options of what stands in the place of BatchNorm. */
export const normOptions = {
  norm: z
    .enum(['layer', 'group'])
    .default('layer')
    .describe('in the place of BatchNorm: LayerNorm over the channels at each position, or GroupNorm'),
  groups: whole()
    .default(32)
    .describe(
      'with norm=group, the most groups; the number is the largest divisor of the channels up to this',
    ),
}
