import type { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { countLabels } from '../labels.ts'
import { countConfident } from './confidentJoint.ts'
import { type Checked, checkPredictions, type Predictions } from './predictions.ts'

type Matrix = readonly (readonly number[])[]

/** What {@link estimateNoise} takes. */
export interface EstimateNoiseOptions {
  /** Whether the estimates are made to agree with one another by Bayes' rule, in some turns; false unless given. */
  readonly converge?: boolean
}

/** What was estimated of label noise. */
export interface NoiseEstimate {
  /** The share of labels that are not their example's class. */
  readonly noiseRate: number
  /** P(label i, class j), summing to 1: the confident joint, calibrated, over the number of examples. */
  readonly joint: Matrix
  /** T[i][j] = P(label j | class i), rows sum to 1: as `transitionMatrix` and `realisedMatrix` have it. */
  readonly transitionMatrix: Matrix
  /** P(class j | label i) at [i][j], rows sum to 1. */
  readonly inverseMatrix: Matrix
  /** P(class), which the clean labels would have. */
  readonly classPrior: readonly number[]
}

const tiny = 1e-100
const leastPrior = 1e-6
const largestRate = 0.9999

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const transposed = (matrix: Matrix): number[][] =>
  matrix.map((_, column) => matrix.map(row => row[column] as number))

const rowsSummingToOne = (matrix: Matrix): number[][] =>
  matrix.map(row => row.map(value => value / Math.max(tiny, sum(row))))

/** Noise rates off the diagonal below 1, and rows that sum to 1. */
const asRates = (matrix: Matrix): number[][] =>
  rowsSummingToOne(
    matrix.map((row, i) =>
      row.map((value, j) => (i === j ? value : Math.min(largestRate, Math.max(0, value)))),
    ),
  )

/** A prior without zeros. */
function asPrior(values: readonly number[], smallest = leastPrior): number[] {
  const clipped = values.map(value => Math.min(1, Math.max(smallest, value)))
  return clipped.map(value => value / Math.max(tiny, sum(clipped)))
}

/** P(class) = P(label) · P(class k | label k) / P(label k | class k). */
const priorOf = (labelPrior: readonly number[], rates: Matrix, inverse: Matrix): number[] =>
  asPrior(
    labelPrior.map((p, k) => ((inverse[k]?.[k] as number) / Math.max(tiny, rates[k]?.[k] as number)) * p),
  )

/** Rows times a prior, transposed and divided by the other prior: Bayes' rule. */
const bayes = (matrix: Matrix, prior: readonly number[], other: readonly number[]): number[][] =>
  asRates(
    transposed(matrix.map((row, i) => row.map(value => value * (prior[i] as number)))).map((row, i) =>
      row.map(value => value / Math.max(tiny, other[i] as number)),
    ),
  )

interface Latent {
  readonly rates: Matrix
  readonly inverse: Matrix
  readonly prior: readonly number[]
}

function converged({ rates, inverse, prior }: Latent, labelPrior: readonly number[]): Latent {
  let latent = { rates, inverse, prior }
  for (let turn = 0; turn < 3; turn++) {
    for (let inner = 0; inner < 5; inner++) {
      const next = bayes(latent.rates, latent.prior, labelPrior)
      latent = { ...latent, inverse: next, prior: priorOf(labelPrior, latent.rates, next) }
    }
    latent = { ...latent, rates: bayes(latent.inverse, labelPrior, latent.prior) }
  }
  return {
    rates: asRates(latent.rates),
    inverse: asRates(latent.inverse),
    prior: asPrior(latent.prior, 1e-5),
  }
}

function estimate(checked: Checked, { converge = false }: EstimateNoiseOptions): NoiseEstimate {
  const { joint: counts } = countConfident(checked)
  const n = checked.labels.length
  const labelPrior = countLabels(checked.labels, checked.classes).map(count => count / n)
  const rates = rowsSummingToOne(transposed(counts))
  const inverse = rowsSummingToOne(counts)
  const first = {
    rates: asRates(rates),
    inverse: asRates(inverse),
    prior: priorOf(labelPrior, rates, inverse),
  }
  const { prior, ...latent } = converge ? converged(first, labelPrior) : first
  const total = sum(counts.flat())
  const joint = counts.map(row => row.map(count => count / total))
  return {
    noiseRate: 1 - sum(joint.map((row, k) => row[k] as number)),
    joint,
    transitionMatrix: latent.rates,
    inverseMatrix: latent.inverse,
    classPrior: prior,
  }
}

/**
 * Rate and transition matrix of label noise, by confident learning (Northcutt, Jiang & Chuang, JAIR 2021): from the
 * calibrated {@link confidentJoint} by counting. The probabilities must be out of sample, of a network that was not
 * trained on the example: see {@link outOfSample}.
 *
 * The numbers of cleanlab 2.9.0's `estimate_joint`, `estimate_latent` and, with `converge`,
 * `estimate_py_and_noise_matrices_from_probabilities`; its matrices are the transposed ones. A class that is neither
 * given nor confidently had has a row of zeros.
 *
 * @returns PlanishError `usage` when labels and probabilities do not fit together
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { estimateNoise } from '@planish/datasets'
 *
 * const probabilities = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8]
 * const { noiseRate, transitionMatrix } = orThrow(
 *   estimateNoise({ labels: [0, 1, 1, 1], probabilities, classes: 2 }),
 * )
 * noiseRate // 0.25
 * transitionMatrix // [[0.5, 0.5], [0, 1]]
 * ```
 */
export const estimateNoise = (
  predictions: Predictions,
  options: EstimateNoiseOptions = {},
): E.Either<PlanishError, NoiseEstimate> =>
  pipe(
    checkPredictions(predictions),
    E.map(checked => estimate(checked, options)),
  )
