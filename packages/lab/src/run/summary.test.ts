import { describe, expect, it } from 'vitest'
import type { EpochMetrics, TrialResult } from './record.ts'
import { resultRow, trialResult } from './summary.ts'

const epoch = (epoch: number, test: number, validation: number): EpochMetrics => ({
  rule: 'sgd',
  seed: 7,
  epoch,
  loss: 1,
  test,
  validation,
  cleanTrain: 0.5 + epoch / 100,
  noisyTrain: epoch / 100,
  upWeighting: { clean: 1.1, noisy: 1 },
  norms: { head: 1, features: 2 },
  gradientEvaluations: 10 * epoch,
  seconds: 2 * epoch,
})

describe('trialResult', () => {
  it('names peak, final and selected accuracy, each by its own rule', () => {
    // The peak is not where validation is best; of two equally good epochs the first is selected.
    const epochs = [epoch(1, 0.6, 0.4), epoch(2, 0.7, 0.5), epoch(3, 0.8, 0.45), epoch(4, 0.5, 0.5)]
    expect(trialResult(7, epochs)).toEqual({
      seed: 7,
      peak: 0.8,
      final: 0.5,
      noisyValidation: 0.7,
      cleanTrain: 0.54,
      noisyTrain: 0.04,
      gradientEvaluations: 40,
      seconds: 8,
    })
  })

  it('needs an epoch', () => {
    expect(() => trialResult(1, [])).toThrow(RangeError)
  })
})

const trial = (seed: number, peak: number, noisyTrain: number | null): TrialResult => ({
  seed,
  peak,
  final: 0.5,
  noisyValidation: peak - 0.1,
  cleanTrain: 1,
  noisyTrain,
  gradientEvaluations: 100,
  seconds: seed,
})

describe('resultRow', () => {
  it('averages over seeds and adds intervals', () => {
    // Peaks 0.7, 0.8, 0.9: s = 0.1, t(2) = 4.3027, half = 4.3027 · 0.1/√3. Of noisyTrain just one value is there.
    const trials = [trial(1, 0.7, null), trial(2, 0.8, 0.4), trial(3, 0.9, null)]
    const row = resultRow('sgd', 'SGD', trials)
    expect(row).toMatchObject({ rule: 'sgd', label: 'SGD', final: 0.5, noisyTrain: 0.4, seconds: 2, trials })
    expect(row.peak).toBeCloseTo(0.8, 12)
    expect(row.noisyValidation).toBeCloseTo(0.7, 12)
    const half = (4.3027 * 0.1) / Math.sqrt(3)
    const [low, high] = row.intervals?.peak ?? []
    expect(low).toBeCloseTo(0.8 - half, 10)
    expect(high).toBeCloseTo(0.8 + half, 10)
    expect(row.intervals?.gradientEvaluations).toEqual([100, 100])
    expect(row.intervals).not.toHaveProperty('noisyTrain')
  })

  it('has no intervals from one seed, and null where nothing was measured', () => {
    const row = resultRow('sgd', 'SGD', [trial(1, 0.7, null)])
    expect(row).not.toHaveProperty('intervals')
    expect(row.noisyTrain).toBeNull()
  })
})
