import type { Posterior } from '../sources.ts'

/** Of each example: the likeliest class u, the next likeliest s, and the margin η_u − η_s. */
export interface Margins {
  readonly first: Int32Array
  readonly second: Int32Array
  readonly margin: Float64Array
}

/** The two likeliest classes of each example; of equals, the one of the lower number. */
export function marginsOf(posterior: Posterior, classes: number): Margins {
  const size = posterior.length / classes
  const first = new Int32Array(size)
  const second = new Int32Array(size)
  const margin = new Float64Array(size)
  for (let index = 0; index < size; index++) {
    const row = posterior.subarray(index * classes, (index + 1) * classes)
    let u = 0
    let s = -1
    for (let j = 1; j < classes; j++) {
      if ((row[j] as number) > (row[u] as number)) {
        s = u
        u = j
      } else if (s < 0 || (row[j] as number) > (row[s] as number)) s = j
    }
    first[index] = u
    second[index] = s
    margin[index] = (row[u] as number) - (row[s] as number)
  }
  return { first, second, margin }
}

/** The type of polynomial margin diminishing noise, I to III in the paper. */
export type PmdType = 1 | 2 | 3

/** τ of a margin: the probability that the label is the second likeliest class (Zhang et al. 2021, section 4). */
export const flipProbability: Readonly<Record<PmdType, (margin: number) => number>> = {
  1: m => 0.5 - 0.5 * m * m,
  2: m => 1 - m * m * m,
  3: m => 1 - (m * m * m + m * m + m) / 3,
}

/**
 * How τ is brought to a level: `flip` multiplies τ, at most 1, as the paper says; `stay` divides 1 − τ, at most 1, as
 * the authors' code does.
 */
export type PmdScaling = 'flip' | 'stay'

/** The probability of the second likeliest class where τ is scaled by a factor. */
export const scaled: Readonly<Record<PmdScaling, (tau: number, factor: number) => number>> = {
  flip: (tau, factor) => Math.min(1, tau * factor),
  stay: (tau, factor) => 1 - Math.min(1, (1 - tau) / factor),
}
