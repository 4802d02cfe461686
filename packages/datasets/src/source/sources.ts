import type { Source } from './source.ts'

/** The public data sets that Planish can fetch and read, each by its name. */
export const sources: readonly Source[] = []
