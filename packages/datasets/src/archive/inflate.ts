import { inflateSync } from 'fflate'

/**
 * Inflates raw deflate that is said to hold `size` bytes; throws when it is damaged or holds another number. The
 * caller has doubted `size` already. fflate writes no further than it is given room, and one byte of room more
 * tells a stream that goes on.
 */
export function inflateExactly(deflated: Uint8Array, size: number): Uint8Array {
  const inflated = inflateSync(deflated, { out: new Uint8Array(size + 1) })
  if (inflated.length !== size) {
    const found = inflated.length > size ? 'more' : `${inflated.length}`
    throw new Error(`it inflates to ${found} bytes where ${size} are stated`)
  }
  return inflated
}
