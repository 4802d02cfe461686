import { expectNotNegative, expectWhole } from '../expectations.ts'

/** How badly a class conforms to a row of probabilities; a prediction set holds the classes that score low. */
export interface ConformalScore {
  readonly name: string
  /** Whether each example needs a uniform draw. */
  readonly randomised: boolean
  /**
   * The score of every class.
   *
   * @param probabilities of the classes, [K]
   * @param u a draw from [0, 1), which a score that is not randomised passes over
   */
  readonly ofClasses: (probabilities: ArrayLike<number>, u: number) => Float64Array
}

/** Whether a score of cumulated probabilities is smoothed by a draw. */
export interface ApsOptions {
  /** Default true: exact coverage; else the class's own probability counts in full, which covers more. */
  readonly randomised?: boolean
}

/** Options of {@link raps}. */
export interface RapsOptions extends ApsOptions {
  /** λ, what each rank beyond k_reg adds; default 0.01, ours: the paper tunes it. */
  readonly lambda?: number
  /** k_reg, how many classes a set may have for free; default 5, ours: the paper tunes it. */
  readonly kReg?: number
}

/**
 * Least ambiguous set-valued classifier: s_k = 1 − p_k (Sadinle, Lei & Wasserman 2019). The smallest sets on average;
 * they may be empty.
 *
 * @example
 * ```ts
 * import { lac } from '@planish/analysis'
 *
 * lac().ofClasses([0.75, 0.25], 0) // [0.25, 0.75]
 * ```
 */
export const lac = (): ConformalScore => ({
  name: 'lac',
  randomised: false,
  ofClasses: probabilities => Float64Array.from(probabilities, p => 1 - p),
})

/** Cumulated probabilities, from the largest on, with λ for each rank beyond k_reg; equal ones in the classes' order. */
function cumulated(
  probabilities: ArrayLike<number>,
  share: number,
  lambda: number,
  kReg: number,
): Float64Array {
  const scores = new Float64Array(probabilities.length)
  const p = (k: number): number => probabilities[k] as number
  const order = Array.from(scores, (_, k) => k).sort((j, k) => p(k) - p(j) || j - k)
  let before = 0
  for (const [rank, k] of order.entries()) {
    scores[k] = before + share * p(k) + lambda * Math.max(0, rank + 1 - kReg)
    before += p(k)
  }
  return scores
}

/**
 * Regularised adaptive prediction sets: with o_k the rank of class k from 1,
 *
 * ```text
 * s_k = Σ_{j: o_j < o_k} p_j + u p_k + λ max(0, o_k − k_reg)
 * ```
 *
 * (Angelopoulos, Bates, Malik & Jordan 2021, eq. 4); u uniform on [0, 1), or 1 if it is not randomised.
 *
 * @throws PlanishError `usage` for a negative λ or a k_reg that is no whole number from 0
 * @example
 * ```ts
 * import { raps } from '@planish/analysis'
 *
 * raps({ randomised: false, lambda: 0.5, kReg: 1 }).ofClasses([0.25, 0.75], 0) // [1.5, 0.75]
 * ```
 */
export function raps({ randomised = true, lambda = 0.01, kReg = 5 }: RapsOptions = {}): ConformalScore {
  expectNotNegative('raps', 'lambda', lambda)
  expectWhole('raps', 'kReg', kReg, 0)
  return {
    name: 'raps',
    randomised,
    ofClasses: (probabilities, u) => cumulated(probabilities, randomised ? u : 1, lambda, kReg),
  }
}

/**
 * Adaptive prediction sets: s_k = Σ_{j ranked before k} p_j + u p_k (Romano, Sesia & Candès 2020), u uniform on [0, 1),
 * or 1 if it is not randomised. Larger sets where the model is unsure; a set may be empty.
 *
 * @example
 * ```ts
 * import { aps } from '@planish/analysis'
 *
 * aps().ofClasses([0.25, 0.75], 0.5) // [0.875, 0.375]
 * ```
 */
export const aps = ({ randomised = true }: ApsOptions = {}): ConformalScore => ({
  ...raps({ randomised, lambda: 0 }),
  name: 'aps',
})
