import { orThrow, type PlanishError, random } from '@planish/core'
import { dispersive, transitionMatrix } from '@planish/datasets'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { HostMatrix } from '../hostMatrix.ts'
import { calibrateConformal } from './calibrateConformal.ts'
import { calibrateConformalUnderNoise } from './calibrateUnderNoise.ts'
import golden from './conformal.golden.json' with { type: 'json' }
import { predictionSets, setStatistics } from './predictionSets.ts'
import { aps, type ConformalScore, lac, raps } from './score.ts'
import { symmetricCoverage, symmetricCoverageBounds } from './symmetricCoverage.ts'

const { classes, calibration } = golden

const rows = (from: number, to?: number): HostMatrix => ({
  values: golden.probabilities.slice(from * classes, to === undefined ? undefined : to * classes),
  columns: classes,
})

/** With the file's draws in the place of a key's. */
const drawing = (score: ConformalScore, draws: readonly number[]): ConformalScore => {
  let next = 0
  return { ...score, randomised: false, ofClasses: p => score.ofClasses(p, draws[next++] as number) }
}

describe.each(golden.cases)('against NumPy: $kind at α = $alpha', example => {
  const made = example.kind.startsWith('lac')
    ? lac()
    : example.kind.startsWith('aps')
      ? aps(example.options)
      : raps(example.options)
  const score = (from: number): ConformalScore => drawing(made, golden.draws.slice(from))
  const { alpha } = example

  it('threshold, sets and what they cover', () => {
    const labels = golden.labels.slice(0, calibration)
    const conformal = calibrateConformal({ score: score(0), alpha })(rows(0, calibration), labels)
    expect(conformal.threshold).toBeCloseTo(example.threshold, 12)
    const sets = predictionSets({ ...conformal, score: score(calibration) }, rows(calibration))
    expect(Array.from(sets.members)).toEqual(example.members)
    const found = setStatistics(sets, golden.labels.slice(calibration))
    expect(found.coverage).toBeCloseTo(example.coverage, 12)
    expect(found.meanSize).toBeCloseTo(example.meanSize, 12)
  })

  it('the threshold that is corrected for noise', () => {
    const calibrate = calibrateConformalUnderNoise({ score: score(0), alpha, transition: golden.transition })
    const { threshold } = orThrow(calibrate(rows(0, calibration), golden.noisy.slice(0, calibration)))
    expect(threshold).toBeCloseTo(example.corrected, 12)
  })
})

const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)))

/** Rows of classes' weights, made distributions, with labels. */
const distributions = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 15 }))
  .chain(([width, count]) =>
    fc.record({
      probabilities: fc
        .array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: width, maxLength: width }), {
          minLength: count,
          maxLength: count,
        })
        .map(weights => ({
          values: weights.flatMap(row => row.map(weight => weight / row.reduce((a, b) => a + b, 0))),
          columns: width,
        })),
      labels: fc.array(fc.nat(width - 1), { minLength: count, maxLength: count }),
      alpha: fc.integer({ min: 1, max: 19 }).map(n => n / 20),
      score: fc.constantFrom(lac(), aps(), aps({ randomised: false }), raps({ lambda: 0.1, kReg: 1 })),
    }),
  )

it('sets cover at least ⌈(n + 1)(1 − α)⌉ of the n labels they were calibrated on, and without noise no correction', () => {
  fc.assert(
    fc.property(distributions, ({ probabilities, labels, alpha, score }) => {
      const key = random.key(0)
      const conformal = calibrateConformal({ score, alpha, key })(probabilities, labels)
      const sets = predictionSets(conformal, probabilities, key)
      const covered = setStatistics(sets, labels).coverage * labels.length
      expect(covered).toBeGreaterThan(Math.min(labels.length, (labels.length + 1) * (1 - alpha)) - 1e-6)
      const transition = identity(probabilities.columns)
      const corrected = calibrateConformalUnderNoise({ score, alpha, key, transition })
      expect(orThrow(corrected(probabilities, labels)).threshold).toBe(conformal.threshold)
    }),
  )
})

it('a smaller α gives sets that hold the others', () => {
  fc.assert(
    fc.property(distributions, ({ probabilities, labels, alpha, score }) => {
      const at = (level: number): Uint8Array => {
        const conformal = calibrateConformal({ score, alpha: level, key: random.key(0) })(
          probabilities,
          labels,
        )
        return predictionSets(conformal, probabilities, random.key(1)).members
      }
      const larger = at(alpha / 2)
      expect(at(alpha).every((member, i) => member <= (larger[i] as number))).toBe(true)
    }),
  )
})

/** n examples of K classes: softmax of normal draws, and labels that are drawn from it. */
function world(seed: number, n: number, k: number): { probabilities: HostMatrix; labels: Int32Array } {
  const [forLogits, forLabels] = random.split(random.key(seed))
  const logits = random.normal(forLogits, n * k)
  const uniform = random.uniform(forLabels, n)
  const values = new Float64Array(n * k)
  const labels = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    const raised = Array.from(logits.subarray(i * k, (i + 1) * k), z => Math.exp(1.5 * z))
    const sum = raised.reduce((a, b) => a + b, 0)
    let left = uniform[i] as number
    for (const [j, value] of raised.entries()) {
      values[i * k + j] = value / sum
      if (left >= 0) labels[i] = j
      left -= value / sum
    }
  }
  return { probabilities: { values, columns: k }, labels }
}

/** Symmetric, exclusive noise. */
const corrupted = (labels: Int32Array, rate: number, k: number, seed: number): Int32Array => {
  const [which, what] = random.split(random.key(seed))
  const draws = random.uniform(which, labels.length)
  const steps = random.randint(what, labels.length, 1, k)
  return labels.map((label, i) => ((draws[i] as number) < rate ? (label + (steps[i] as number)) % k : label))
}

const part = ({ values, columns }: HostMatrix, from: number, to: number): HostMatrix => ({
  values: Array.from(values).slice(from * columns, to * columns),
  columns,
})

interface Trial {
  readonly clean: number
  readonly noisy: number
  readonly size: number
}

const K = 5
const ALPHA = 0.1
const RATE = 0.3
const symmetricMatrix = identity(K).map(row => row.map(kept => (kept === 1 ? 1 - RATE : RATE / (K - 1))))

/** Repeats calibration on n labels and tests on others, clean and noisy. */
function trials(
  repeats: number,
  n: number,
  score: ConformalScore,
  noise: 'none' | 'noisy' | 'corrected',
): readonly Trial[] {
  return Array.from({ length: repeats }, (_, repeat) => {
    const { probabilities, labels } = world(repeat, n + 400, K)
    const noisy = corrupted(labels, RATE, K, 5_000 + repeat)
    const options = { score, alpha: ALPHA, key: random.key(2 * repeat) }
    const seen = (noise === 'none' ? labels : noisy).slice(0, n)
    const calibrating = part(probabilities, 0, n)
    const conformal =
      noise === 'corrected'
        ? orThrow(
            calibrateConformalUnderNoise({ ...options, transition: symmetricMatrix })(calibrating, seen),
          )
        : calibrateConformal(options)(calibrating, seen)
    const sets = predictionSets(conformal, part(probabilities, n, n + 400), random.key(2 * repeat + 1))
    const { coverage, meanSize } = setStatistics(sets, labels.slice(n))
    return { clean: coverage, noisy: setStatistics(sets, noisy.slice(n)).coverage, size: meanSize }
  })
}

const meanBy = (all: readonly Trial[], of: keyof Trial): number =>
  all.reduce((sum, trial) => sum + trial[of], 0) / all.length

const errorBy = (all: readonly Trial[], of: keyof Trial): number => {
  const middle = meanBy(all, of)
  const variance = all.reduce((sum, trial) => sum + (trial[of] - middle) ** 2, 0) / (all.length - 1)
  return Math.sqrt(variance / all.length)
}

describe('coverage by simulation', () => {
  const n = 99

  it.each([
    ['lac', lac()],
    ['aps', aps()],
    ['raps', raps({ lambda: 0.05, kReg: 2 })],
  ])('%s covers from 1 − α to 1 − α + 1/(n + 1), with the spread of a beta distribution', (_, score) => {
    const all = trials(200, n, score, 'none')
    const coverage = meanBy(all, 'clean')
    const error = errorBy(all, 'clean')
    expect(coverage).toBeGreaterThan(1 - ALPHA - 4 * error)
    expect(coverage).toBeLessThan(1 - ALPHA + 1 / (n + 1) + 4 * error)
    // Beta(90, 10) has variance 90·10/(100²·101); the test labels add theirs, at most 0.09/400.
    const [least, most] = [0.09 / 101, 0.09 / 101 + 0.25 / 400]
    const variance = error ** 2 * all.length
    expect(variance).toBeGreaterThan(0.6 * least)
    expect(variance).toBeLessThan(1.4 * most)
  })

  it('aps that is not randomised covers more', () => {
    const all = trials(50, n, aps({ randomised: false }), 'none')
    expect(meanBy(all, 'clean')).toBeGreaterThan(1 - ALPHA - 4 * errorBy(all, 'clean'))
  })

  it('with noisy labels it is noisy ones that are covered 1 − α, clean ones as the formula says', () => {
    const all = trials(200, n, aps(), 'noisy')
    const noise = { rate: RATE, classes: K, meanSize: meanBy(all, 'size') }
    expect(Math.abs(meanBy(all, 'noisy') - 0.9)).toBeLessThan(1 / (n + 1) + 4 * errorBy(all, 'noisy'))
    const clean = meanBy(all, 'clean')
    const error = 4 * (errorBy(all, 'clean') + errorBy(all, 'noisy'))
    const expected = symmetricCoverage({ ...noise, noisyCoverage: meanBy(all, 'noisy') })
    expect(Math.abs(clean - expected)).toBeLessThan(error)
    const [low, high] = symmetricCoverageBounds({ ...noise, alpha: ALPHA, examples: n })
    expect(clean).toBeGreaterThan(low - error)
    expect(clean).toBeLessThan(high + error)
    expect(low).toBeGreaterThan(0.93) // well above 1 − α: what noise costs
  })

  it('corrected for the noise, clean ones are covered about 1 − α, by smaller sets', () => {
    const corrected = trials(100, 1_000, aps(), 'corrected')
    const plain = trials(20, 1_000, aps(), 'noisy')
    expect(Math.abs(meanBy(corrected, 'clean') - 0.9)).toBeLessThan(0.01 + 4 * errorBy(corrected, 'clean'))
    expect(meanBy(plain, 'clean')).toBeGreaterThan(0.95)
    expect(meanBy(corrected, 'size')).toBeLessThan(meanBy(plain, 'size') - 0.3)
  })
})

it('the bound is 1 − α exactly where sets are of the size K(1 − α)', () => {
  const bounds = (meanSize: number) =>
    symmetricCoverageBounds({ alpha: 0.2, examples: 9, meanSize, rate: 0.4, classes: 10 })[0]
  expect(bounds(8)).toBeCloseTo(0.8, 12)
  expect(bounds(7.9)).toBeGreaterThan(0.8)
  expect(bounds(8.1)).toBeLessThan(0.8)
})

it('holds for dispersive noise: all wrong labels are as likely', () => {
  const [row = []] = orThrow(transitionMatrix(dispersive({ rate: 0.4, among: 3 }), K))
  const [kept = 0, ...wrong] = row
  for (const entry of wrong) expect(entry).toBeCloseTo((1 - kept) / (K - 1), 12)
  // A set that always holds the first two of five classes, all equally frequent.
  const noise = { rate: 1 - kept, classes: K, meanSize: 2 }
  expect(symmetricCoverage({ ...noise, noisyCoverage: 0.4 })).toBeCloseTo(0.4, 12)
})

it('too few examples for α give all classes', () => {
  const probabilities = { values: [0.9, 0.1], columns: 2 }
  const conformal = calibrateConformal({ score: lac(), alpha: 0.4 })(probabilities, [0])
  expect(conformal.threshold).toBe(Number.POSITIVE_INFINITY)
  expect(predictionSets(conformal, probabilities).members).toEqual(Uint8Array.of(1, 1))
})

it('coverage by class, and empty sets', () => {
  const sets = { members: Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 1, 0), classes: 3 }
  expect(setStatistics(sets, [0, 0, 1])).toEqual({
    coverage: 2 / 3,
    meanSize: 1,
    sizes: Int32Array.of(1, 0, 2),
    empty: 1 / 3,
    coverageByClass: [0.5, 1, null],
  })
})

it('says what is wrong', () => {
  const probabilities = { values: [0.5, 0.5], columns: 2 }
  expect(() => calibrateConformal({ score: aps(), alpha: 0.1 })(probabilities, [0])).toThrow(/needs a key/)
  expect(() => calibrateConformal({ score: lac(), alpha: 1 })(probabilities, [0])).toThrow(/alpha must lie/)
  expect(() => raps({ lambda: -1 })).toThrow(/lambda/)
  expect(() => raps({ kReg: 0.5 })).toThrow(/kReg/)
  expect(() => symmetricCoverage({ noisyCoverage: 0.9, meanSize: 1, rate: 0.5, classes: 2 })).toThrow(
    /say nothing of the clean/,
  )
  const message = (transition: number[][]): string =>
    E.match(
      ({ message }: PlanishError) => message,
      () => 'calibrated',
    )(calibrateConformalUnderNoise({ score: lac(), alpha: 0.5, transition })(probabilities, [0]))
  expect(message([[1]])).toMatch(/T is of 1 classes/)
  expect(
    message([
      [0.5, 0.5],
      [0.5, 0.5],
    ]),
  ).toMatch(/no inverse/)
  expect(
    message([
      [0.5, 0.6],
      [0, 1],
    ]),
  ).toMatch(/row 0 of T (sums to|holds)/)
  expect(message([[1, 0], [1]])).toMatch(/row 1 of 2 has 1 entries/)
})
