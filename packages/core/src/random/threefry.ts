/** The parity constant of the Threefish key schedule, for 32-bit words. */
const PARITY = 0x1bd11bda

/**
 * Threefry-2x32 with 20 rounds, on consecutive counters: for every i < `high.length` the block
 * (`counter0`, `counter1` + i) is enciphered with the key, its two words going to `high[i]` and `low[i]`.
 * All arithmetic is modulo 2³².
 *
 * Salmon et al., “Parallel random numbers: as easy as 1, 2, 3”, SC 2011.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * const high = new Uint32Array(1)
 * const low = new Uint32Array(1)
 * random.threefry2x32([0, 0], 0, 0, high, low)
 * high[0] // 0x6b200159
 * ```
 */
export function threefry2x32(
  [key0, key1]: readonly [number, number],
  counter0: number,
  counter1: number,
  high: Uint32Array,
  low: Uint32Array,
): void {
  const k0 = key0 | 0
  const k1 = key1 | 0
  const k2 = k0 ^ k1 ^ PARITY
  const start0 = (counter0 + k0) | 0
  const start1 = (counter1 + k1) | 0
  for (let i = 0; i < high.length; i++) {
    let x = start0
    let y = (start1 + i) | 0
    // Written out: the rotations are then constants of the compiled code, which is what makes it fast.
    x = (x + y) | 0
    y = ((y << 13) | (y >>> 19)) ^ x
    x = (x + y) | 0
    y = ((y << 15) | (y >>> 17)) ^ x
    x = (x + y) | 0
    y = ((y << 26) | (y >>> 6)) ^ x
    x = (x + y) | 0
    y = ((y << 6) | (y >>> 26)) ^ x
    x = (x + k1) | 0
    y = (y + k2 + 1) | 0

    x = (x + y) | 0
    y = ((y << 17) | (y >>> 15)) ^ x
    x = (x + y) | 0
    y = ((y << 29) | (y >>> 3)) ^ x
    x = (x + y) | 0
    y = ((y << 16) | (y >>> 16)) ^ x
    x = (x + y) | 0
    y = ((y << 24) | (y >>> 8)) ^ x
    x = (x + k2) | 0
    y = (y + k0 + 2) | 0

    x = (x + y) | 0
    y = ((y << 13) | (y >>> 19)) ^ x
    x = (x + y) | 0
    y = ((y << 15) | (y >>> 17)) ^ x
    x = (x + y) | 0
    y = ((y << 26) | (y >>> 6)) ^ x
    x = (x + y) | 0
    y = ((y << 6) | (y >>> 26)) ^ x
    x = (x + k0) | 0
    y = (y + k1 + 3) | 0

    x = (x + y) | 0
    y = ((y << 17) | (y >>> 15)) ^ x
    x = (x + y) | 0
    y = ((y << 29) | (y >>> 3)) ^ x
    x = (x + y) | 0
    y = ((y << 16) | (y >>> 16)) ^ x
    x = (x + y) | 0
    y = ((y << 24) | (y >>> 8)) ^ x
    x = (x + k1) | 0
    y = (y + k2 + 4) | 0

    x = (x + y) | 0
    y = ((y << 13) | (y >>> 19)) ^ x
    x = (x + y) | 0
    y = ((y << 15) | (y >>> 17)) ^ x
    x = (x + y) | 0
    y = ((y << 26) | (y >>> 6)) ^ x
    x = (x + y) | 0
    y = ((y << 6) | (y >>> 26)) ^ x
    high[i] = (x + k2) | 0
    low[i] = (y + k0 + 5) | 0
  }
}
