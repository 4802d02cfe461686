const WORDS = 624
const SHIFT = 397
const UPPER = 0x80000000
const LOWER = 0x7fffffff

/** Draws of NumPy's `RandomState`, whose stream its authors keep as it is. */
export interface RandomState {
  /** `rand()`: uniform on [0, 1) with 53 bits. */
  readonly uniform: () => number
  /** `randn()`: standard normal, by the polar method. */
  readonly normal: () => number
  /** `choice(n)`: a whole number in [0, n), for n up to 2³². */
  readonly below: (n: number) => number
  /** `permutation(n)` */
  readonly permutation: (n: number) => Int32Array<ArrayBuffer>
}

/** The generator of Matsumoto and Nishimura (1998), seeded by one 32-bit number: their `init_genrand`. */
function twister(seed: number): () => number {
  const state = new Uint32Array(WORDS)
  state[0] = seed
  for (let at = 1; at < WORDS; at++) {
    const before = state[at - 1] as number
    state[at] = Math.imul(1812433253, before ^ (before >>> 30)) + at
  }
  let next = WORDS
  const refill = (): void => {
    for (let at = 0; at < WORDS; at++) {
      const joined = ((state[at] as number) & UPPER) | ((state[(at + 1) % WORDS] as number) & LOWER)
      state[at] = (state[(at + SHIFT) % WORDS] as number) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
    }
    next = 0
  }
  return () => {
    if (next === WORDS) refill()
    let word = state[next++] as number
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }
}

/**
 * NumPy's `RandomState(seed)`, seed in [0, 2³²): the draws that MNIST-1D takes, bit for bit up to the last digit of
 * `Math.log`.
 */
export function randomState(seed: number): RandomState {
  const word = twister(seed)
  const uniform = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992
  // Words under the smallest mask of ones that covers the largest number, drawn again while too large.
  const upTo = (largest: number): number => {
    const mask = largest === 0 ? 0 : 0xffffffff >>> Math.clz32(largest)
    for (;;) {
      const drawn = (word() & mask) >>> 0
      if (drawn <= largest) return drawn
    }
  }
  let spare: number | undefined
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1]
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      spare = factor * x
      return factor * y
    }
  }
  return {
    uniform,
    normal,
    below: n => (n === 1 ? 0 : upTo(n - 1)),
    permutation: n => {
      const order = Int32Array.from({ length: n }, (_, index) => index)
      for (let last = n - 1; last > 0; last--) {
        const chosen = upTo(last)
        const kept = order[last] as number
        order[last] = order[chosen] as number
        order[chosen] = kept
      }
      return order
    },
  }
}
