import { describe, expect, it } from 'vitest'
import type { Figure } from '../figure.ts'
import type { ConformalSets } from '../measured/conformalSets.ts'
import type { LinearWeights } from '../measured/linearWeights.ts'
import type { RetrievalMeasures } from '../measured/retrievalScores.ts'
import type { SharpnessMeasures } from '../measured/sharpnessMeasures.ts'
import type { TwoLayerRegulariser } from '../measured/twoLayerRegulariser.ts'
import { type Sample, type SamplePlace, sampleOutcome } from '../testing/sampleOutcome.ts'
import { conformal } from './conformal.ts'
import { retrieval } from './retrieval.ts'
import { sharpness } from './sharpness.ts'
import { toyLinear } from './toyLinear.ts'
import { twoLayerTheory } from './twoLayerTheory.ts'

/** Verdicts of what a figure concludes from made-up trials. */
const verdictsOf = (figure: Figure, reached: (place: SamplePlace) => Sample) =>
  figure.conclude(sampleOutcome(figure.study('quick'), reached), 'quick').claims.map(({ verdict }) => verdict)

const all = (verdict: string) => (found: readonly string[]) => found.every(each => each === verdict)

describe('toy-linear', () => {
  const weights = (kernel: number, relativeError: number, clean: number): LinearWeights => ({
    kernel: [kernel, 1],
    relativeError,
    clean,
    wrong: 1.1,
    bins: [],
    points: [],
  })
  const full = new Set(['1-SAM', 'L-SAM'])

  it('agrees where the halves are the wholes', () => {
    const found = verdictsOf(toyLinear, ({ family, seed }) => ({
      peak: (full.has(family) ? 0.9 : 0.8) + 0.001 * seed,
      measured: weights(full.has(family) ? 2 : 1, 1e-6 * seed, 1.5 + 0.01 * seed),
    }))
    expect(found).toSatisfy(all('agrees'))
  })

  it('disagrees where they are not, and the formula does not hold', () => {
    const found = verdictsOf(toyLinear, ({ family, seed }) => ({
      peak: (full.has(family) ? 0.7 : 0.8) + 0.001 * seed * seed * (full.has(family) ? 1 : 2),
      measured: weights(
        ['SGD', 'J-SAM', 'L-SAM', '1-SAM'].indexOf(family) + 0.1 * seed,
        0.1 * seed,
        1 + 0.01 * seed,
      ),
    }))
    expect(found).toSatisfy(all('disagrees'))
  })
})

describe('two-layer-theory', () => {
  const layers = (relativeError: number): TwoLayerRegulariser['trained'] => {
    const layer = { predictedNorm: 1, measuredNorm: 1, relativeError }
    return { features: layer, head: layer }
  }
  const from = (relativeError: number, gain: number) =>
    verdictsOf(twoLayerTheory, ({ family, seed }) => {
      // The claim of L-SAM is that it is SGD's equal: it holds with the others and fails with them.
      const same = gain > 0 ? ['SGD', 'L-SAM'] : ['SGD']
      const ahead = (same.includes(family) ? 0 : gain) + 0.001 * seed
      const norms = { head: 3 - ahead, features: 5 - ahead }
      return {
        peak: 0.8 + ahead,
        last: { norms },
        measured: { initial: layers(relativeError * seed), trained: layers(relativeError * seed) },
      }
    })

  it('agrees with a formula that holds and norms held down', () => {
    expect(from(1e-6, 0.1)).toSatisfy(all('agrees'))
  })

  it('disagrees with a formula that does not, norms that grow and accuracy that is lost', () => {
    expect(from(0.1, -0.1)).toSatisfy(all('disagrees'))
  })
})

describe('sharpness', () => {
  const from = (sharper: (peak: number, seed: number) => number) =>
    verdictsOf(sharpness, ({ family, seed }) => {
      const peak = 0.7 + 0.01 * family.length + 0.001 * seed
      const of = sharper(peak, seed)
      const measured: SharpnessMeasures = { worst: of, adaptive: of, average: of, eigenvalue: of, trace: of }
      return { peak, measured }
    })

  it('disagrees where the flattest are the best', () => {
    expect(from(peak => 1 - peak)).toSatisfy(all('disagrees'))
  })

  it('agrees where the sharpest are', () => {
    expect(from(peak => peak)).toSatisfy(all('agrees'))
  })
})

describe('conformal', () => {
  const outcome = (coverage: number, meanSize: number) => ({ coverage, meanSize, empty: 0, threshold: 0.5 })
  const from = (noisy: number, larger: number, corrected: number, smaller: number) =>
    verdictsOf(conformal, ({ family, seed }) => {
      const more = 0.001 * seed + (family === '1-SAM' ? -smaller : 0)
      const score = {
        noisy: outcome(noisy + 0.001 * seed, 3 + larger + more),
        clean: outcome(0.9, 3 + more * 1.5),
        corrected: outcome(corrected + 0.001 * seed, 3 + more),
      }
      const measured: ConformalSets = {
        calibrationExamples: 100,
        testExamples: 1000,
        classes: 10,
        scores: { lac: score, aps: score, raps: score },
      }
      return { peak: 0.8, measured }
    })

  it('agrees with sets that are larger than needed, corrected, and smaller of the better network', () => {
    expect(from(0.97, 2, 0.9, 0.5)).toSatisfy(all('agrees'))
  })

  it('disagrees with the opposite', () => {
    expect(from(0.8, -2, 0.7, -0.5)).toSatisfy(all('disagrees'))
  })
})

describe('retrieval', () => {
  const from = (gain: number, recallAt1 = 0.5) =>
    verdictsOf(retrieval, ({ family, seed }) => {
      const ahead = family === 'SGD' ? 0 : gain + 0.001 * seed
      const score = { recallAt1: recallAt1 + ahead, recallAt5: 0.7 + ahead, mapAtR: 0.4 + ahead }
      const measured: RetrievalMeasures = {
        crossEntropy: score,
        contrastive: family === '1-SAM' ? null : score,
        triplet: family === '1-SAM' ? null : score,
        proxyNca: family === '1-SAM' ? null : score,
      }
      return { peak: 0.8, measured }
    })

  it('follows which network finds more', () => {
    expect(from(0.1)).toSatisfy(all('agrees'))
    expect(from(-0.1)).toSatisfy(all('disagrees'))
  })

  it('leaves open what collapsed networks come to', () => {
    expect(from(0.1, 0.12)).toSatisfy(all('open'))
    expect(from(-0.1, 0.32)).toSatisfy(all('open'))
  })
})
