/** The most that deflate makes of one byte: 258 bytes of 2 bits. */
const MOST_PER_BYTE = 1032

/** Unless told otherwise: more than any file of a data set here inflates to, less than would take a machine down. */
export const MOST_INFLATED = 2 ** 30

/** How much a caller lets a file grow to. */
export interface InflateOptions {
  /** In bytes; 2³⁰ (1 GiB) unless given. A file that states more is refused before anything is inflated. */
  readonly limit?: number
}

/** Why `deflated` bytes that are said to inflate to `size` must not be tried, or nothing. */
export function sizeFault(deflated: number, size: number, limit: number): string | undefined {
  if (size > deflated * MOST_PER_BYTE) return `${deflated} bytes can't inflate to ${size}`
  if (size > limit) return `it inflates to ${size} bytes, the limit is ${limit}`
  return undefined
}
