import { type Key, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { isLearnable } from './learnable.ts'
import { possible, sharesOf } from './sharesOf.ts'
import { below, stream } from './stream.ts'

/** What a random transition matrix is to be like. */
export interface RandomMatrixOptions {
  /** Σ T[i][i], in (1, K] where learnable, else in [0, K]: K − trace is the sum of the classes' rates of noise. */
  readonly trace: number
  /** The share of the K (K − 1) entries off the diagonal that are 0, in [0, 1); default 0. */
  readonly zeros?: number
  /** Least and greatest T[i][i]; default 1e-5 and 1. */
  readonly minKept?: number
  readonly maxKept?: number
  /** Least and greatest entry off the diagonal where it is not 0; default 0 and 1 − 1e-5. */
  readonly minRate?: number
  readonly maxRate?: number
  /** Whether to draw again until {@link isLearnable}; default true. */
  readonly learnable?: boolean
}

/** How many matrices are drawn at most until one is learnable: 10,000, as in cleanlab, of many classes fewer. */
const triesFor = (classes: number): number => Math.min(10_000, Math.ceil(2e6 / classes ** 2))

type Complete = Required<RandomMatrixOptions>

/** The options with what is left out. */
const completed = (options: RandomMatrixOptions): Complete => ({
  zeros: 0,
  minKept: 1e-5,
  maxKept: 1,
  minRate: 0,
  maxRate: 1 - 1e-5,
  learnable: true,
  ...options,
})

/** What is wrong with the options, or nothing. */
export function randomMatrixFault(options: RandomMatrixOptions, classes: number): string | undefined {
  const { trace, zeros, minKept, maxKept } = completed(options)
  if (!Number.isInteger(classes) || classes < 2) return `it needs at least 2 classes, there are ${classes}`
  if (!(trace >= 0 && trace <= classes)) return `the trace is in [0, ${classes}], not ${trace}`
  const fault = optionsFault(options)
  if (fault !== undefined) return fault
  // So that a row can sum to 1; of two classes the one noisy row keeps its rate.
  const most = classes === 2 ? 1 : (classes - 2) / (classes - 1)
  if (zeros > most) return `of ${classes} classes zeros is at most ${most}, not ${zeros}`
  return possible(classes, trace, { least: minKept, most: maxKept })
    ? undefined
    : `${classes} entries from ${minKept} to ${maxKept} don't sum to the trace ${trace}`
}

/** What is wrong with the options whatever the number of classes, or nothing. */
export function optionsFault(options: RandomMatrixOptions): string | undefined {
  const { trace, zeros, minKept, maxKept, minRate, maxRate, learnable } = completed(options)
  if (!(trace >= 0)) return `the trace is at least 0, not ${trace}`
  if (learnable && trace <= 1) return `a learnable matrix has a trace above 1, not ${trace}`
  if (!(zeros >= 0 && zeros < 1)) return `zeros is in [0, 1), not ${zeros}`
  if (!(minKept >= 0 && minKept <= maxKept && maxKept <= 1)) {
    return `0 ≤ minKept ≤ maxKept ≤ 1 does not hold of ${minKept} and ${maxKept}`
  }
  if (!(minRate >= 0 && minRate <= maxRate && maxRate <= 1)) {
    return `0 ≤ minRate ≤ maxRate ≤ 1 does not hold of ${minRate} and ${maxRate}`
  }
  return undefined
}

/** How many zeros each noisy row has: random shares, rounded, at most K − 2 so that a row can sum to 1. */
function zerosOfRows(total: number, rows: number, classes: number, draw: () => number): number[] {
  const most = classes - 2
  const wanted = Math.max(0, Math.min(total, rows * most))
  if (wanted === 0 || rows === 0) return new Array<number>(rows).fill(0)
  const bounds = { least: 0, most: Math.min(1, most / wanted) }
  const counts = sharesOf(rows, 1, bounds, draw).map(share => Math.min(most, Math.round(share * wanted)))
  let rest = wanted - counts.reduce((sum, count) => sum + count, 0)
  while (rest !== 0) {
    const target = rest > 0 ? Math.min(...counts) : Math.max(...counts)
    const row = counts.indexOf(target)
    counts[row] = target + Math.sign(rest)
    rest -= Math.sign(rest)
  }
  return counts
}

/** Some of the classes but one's own, in random order. */
function othersOf(own: number, count: number, classes: number, draw: () => number): number[] {
  const others = Array.from({ length: classes }, (_, j) => j).filter(j => j !== own)
  for (let i = 0; i < count; i++) {
    const j = i + below(others.length - i, draw)
    const swapped = others[i] as number
    others[i] = others[j] as number
    others[j] = swapped
  }
  return others.slice(0, count)
}

/** Of two classes: a zero leaves no choice but which row has it. */
function ofTwoWithZero(trace: number, draw: () => number): number[][] {
  const sure = [1, 0]
  const unsure = [2 - trace, trace - 1]
  return draw() > 0.5 ? [sure, unsure] : [unsure.toReversed(), sure.toReversed()]
}

/** One matrix, or nothing where its rows could not be filled within the bounds. */
function attempt(options: Complete, classes: number, draw: () => number): number[][] | undefined {
  const { trace, zeros, minKept, maxKept, minRate, maxRate } = options
  if (classes === 2 && zeros >= 0.5 && trace >= 1) {
    return minKept <= trace - 1 && maxKept === 1 && 2 - trace <= maxRate && 2 - trace >= minRate
      ? ofTwoWithZero(trace, draw)
      : undefined
  }
  const kept = sharesOf(classes, trace, { least: minKept, most: maxKept }, draw)
  const noisy = kept.filter(p => p !== 1).length
  const rates = classes - 1
  const wanted = Math.trunc(classes * rates * zeros) - (classes - noisy) * rates
  const zerosPerRow = zerosOfRows(wanted, noisy, classes, draw)
  const bounds = { least: minRate, most: maxRate }
  const rows: number[][] = []
  for (const [own, p] of kept.entries()) {
    const row = new Array<number>(classes).fill(0)
    row[own] = p
    rows.push(row)
    if (p === 1) continue
    const count = rates - (zerosPerRow.shift() ?? 0)
    if (!possible(count, 1 - p, bounds)) return undefined
    const shares = sharesOf(count, 1 - p, bounds, draw)
    for (const [i, other] of othersOf(own, count, classes, draw).entries()) row[other] = shares[i] as number
  }
  return rows
}

/**
 * A random transition matrix with a given trace, as cleanlab's `generate_noise_matrix_from_trace` draws them (there
 * the clean classes are the columns): a diagonal that sums to the trace, zeros spread over the rows, the rest of each
 * row split at random; drawn again until a classifier can learn from its labels ({@link isLearnable}).
 *
 * @param priors P(clean i), one for each of the K classes: their shares in the data
 * @returns T[i][j] = P(noisy j | clean i), [K, K]; PlanishError `usage` when an option is out of range, or no
 * matrix of 10,000 (of more than 14 classes, of 2,000,000/K²) is learnable or fits the bounds
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { matrix, randomTransitionMatrix } from '@planish/datasets'
 *
 * const drawn = orThrow(randomTransitionMatrix({ trace: 2.1 }, [0.3, 0.3, 0.4], random.key(0)))
 * matrix({ matrix: drawn }) // the noise of it
 * ```
 */
export function randomTransitionMatrix(
  options: RandomMatrixOptions,
  priors: readonly number[],
  key: Key,
): E.Either<PlanishError, number[][]> {
  const fail = (message: string, hint?: string): E.Either<PlanishError, number[][]> =>
    E.left(new PlanishError('usage', `random transition matrix: ${message}`, hint))
  const wrong = randomMatrixFault(options, priors.length)
  if (wrong !== undefined) return fail(wrong)
  const sum = priors.reduce((total, p) => total + p, 0)
  if (!priors.every(p => p >= 0) || Math.abs(sum - 1) > 1e-6) {
    return fail(`priors are at least 0 and sum to 1, not [${priors.join(', ')}]`)
  }
  const complete = completed(options)
  const draw = stream(key)
  const tries = triesFor(priors.length)
  for (let left = tries; left > 0; left--) {
    const matrix = attempt(complete, priors.length, draw)
    if (matrix === undefined || (complete.learnable && !isLearnable(matrix, priors))) continue
    return E.right(matrix)
  }
  const why = complete.learnable ? 'is learnable within the bounds' : 'fits the bounds'
  return fail(`none of ${tries} with trace ${options.trace} ${why}`, 'raise the trace, or widen the bounds')
}
