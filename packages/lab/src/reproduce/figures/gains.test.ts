import { describe, expect, it } from 'vitest'
import type { Figure } from '../figure.ts'
import type { Claim } from '../result.ts'
import { type SamplePlace, sampleOutcome } from '../testing/sampleOutcome.ts'
import { architectures } from './architectures.ts'
import { groupSize } from './groupSize.ts'
import { learningRate } from './learningRate.ts'
import { noiseRate } from './noiseRate.ts'
import { sampleSize } from './sampleSize.ts'
import { symmetricThreshold } from './symmetricThreshold.ts'
import { width } from './width.ts'

/** What a figure concludes from peaks, which differ a little between seeds. */
const concluded = (figure: Figure, peakAt: (place: SamplePlace, x: number) => number, noisyTrain = 0.5) => {
  const study = figure.study('default')
  const xOf = (condition: string) => study.conditions.find(({ name }) => name === condition)?.x ?? 0
  const outcome = sampleOutcome(study, place => ({
    peak: peakAt(place, xOf(place.condition)) + 0.001 * place.seed,
    last: { noisyTrain },
    measured: { classes: 10 },
  }))
  return figure.conclude(outcome, 'default')
}

const verdictOf = (claims: readonly Claim[], words: string) =>
  claims.filter(({ paper }) => paper.includes(words)).map(({ verdict }) => verdict)

const gainOf =
  (gain: (x: number) => number) =>
  ({ family }: SamplePlace, x: number) =>
    0.6 + (family === 'SGD' ? 0 : gain(x))

describe('a gain under every condition', () => {
  it.each([
    ['sample-size', sampleSize, 'every number'],
    ['width', width, 'every width'],
    ['learning-rate', learningRate, 'every learning rate'],
    ['architectures', architectures, 'in the '],
  ] as const)('is agreed to by %s where it is, and not where it is a loss', (_, figure, words) => {
    const verdicts = (gain: number) =>
      new Set(
        verdictOf(
          concluded(
            figure,
            gainOf(() => gain),
          ).claims,
          words,
        ),
      )
    expect([...verdicts(0.05)]).toEqual(['agrees'])
    expect([...verdicts(-0.05)]).toEqual(['disagrees'])
  })

  it('is not decided in an architecture in which SGD learnt no wrong labels', () => {
    const { claims } = concluded(
      architectures,
      gainOf(() => 0.05),
      0.1,
    )
    expect(new Set(verdictOf(claims, 'in the '))).toEqual(new Set(['open']))
    expect(claims[0]?.found).toContain('SGD had learnt 10.0\u00a0% of the wrong labels')
  })

  it('is decided by the one condition that loses', () => {
    const { claims } = concluded(
      width,
      gainOf(x => (x === 128 ? -0.02 : 0.05)),
    )
    const claim = claims.find(({ paper }) => paper.startsWith('1-SAM'))
    expect(claim?.verdict).toBe('disagrees')
    expect(claim?.evidence?.estimate).toBeCloseTo(-0.02)
    expect(claim?.evidence?.quantity).toContain('width 128')
  })
})

describe('noise-rate', () => {
  it('finds the slope of the gain, and its sign decides', () => {
    const grows = concluded(
      noiseRate,
      gainOf(x => 0.2 * x),
    ).claims
    expect(new Set(grows.map(({ verdict }) => verdict))).toEqual(new Set(['agrees']))
    expect(
      grows.find(({ evidence }) => evidence?.quantity.startsWith('slope'))?.evidence?.estimate,
    ).toBeCloseTo(0.2)
    const shrinks = concluded(
      noiseRate,
      gainOf(x => 0.2 - 0.2 * x),
    ).claims
    expect(new Set(shrinks.map(({ verdict }) => verdict))).toEqual(new Set(['disagrees']))
  })
})

describe('group-size', () => {
  it('finds what a doubling of m costs', () => {
    const slope = (sign: number) =>
      concluded(groupSize, ({ family }, m) => 0.7 + (family === 'SGD' ? -0.1 : sign * 0.01 * Math.log2(m)))
        .claims[0]
    expect(slope(-1)?.evidence?.estimate).toBeCloseTo(-0.01)
    expect(slope(-1)?.verdict).toBe('agrees')
    expect(slope(1)?.verdict).toBe('disagrees')
  })

  it('draws SGD’s level across all m', () => {
    const panel = concluded(groupSize, () => 0.7).panels[0]
    const series = panel?.kind === 'lines' ? panel.series : []
    expect(series.map(({ points }) => points.map(({ x }) => x))).toEqual([
      [1, 4, 16, 64, 128],
      [1, 4, 16, 64, 128],
    ])
  })
})

describe('symmetric-threshold', () => {
  const at = (beyond: number) =>
    concluded(symmetricThreshold, (_, rate) => (rate < 0.9 ? 0.3 : rate === 0.9 ? 0.097 : beyond)).claims

  it('agrees with accuracies above chance below 90 % and below chance beyond', () => {
    expect(new Set(at(0.02).map(({ verdict }) => verdict))).toEqual(new Set(['agrees']))
  })

  it('disagrees where they stay above chance beyond', () => {
    expect(verdictOf(at(0.3), 'fall below')).toEqual(['disagrees', 'disagrees', 'disagrees', 'disagrees'])
  })
})
