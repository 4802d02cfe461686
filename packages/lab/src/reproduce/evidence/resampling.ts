import { random } from '@planish/core'

/**
 * How all intervals of figures are drawn. The key is their own: the same trials give the same interval. Five seeds have
 * 3,125 resamples in all, so that more than these add nothing but time.
 */
export const resampling = { key: random.key(2024), resamples: 1_999 } as const
