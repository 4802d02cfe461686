import type { EpochMetrics, RunRecord } from '../../run/record.ts'
import { resultRow, trialResult } from '../../run/summary.ts'

/** A rule of a made-up run: where its test accuracy peaks and ends, and how much noise it memorises. */
export interface SampleRule {
  readonly rule: string
  readonly label: string
  readonly peak: number
  readonly final: number
  readonly peakEpoch: number
  readonly memorised: number
  readonly evaluations: number
  readonly secondsPerEpoch: number
  /** Up-weighting ratios at the first and the last epoch. */
  readonly ratio: readonly [number, number]
}

/** What was seen on Fashion-MNIST with 40 % symmetric noise. */
export const seenRules: readonly SampleRule[] = [
  {
    rule: 'sgd',
    label: 'SGD',
    peak: 0.819,
    final: 0.652,
    peakEpoch: 3,
    memorised: 0.71,
    evaluations: 1,
    secondsPerEpoch: 0.61,
    ratio: [1.32, 1.04],
  },
  {
    rule: 'sam:rho=0.03,m=1,term=logit',
    label: 'L-SAM (ρ = 0.03)',
    peak: 0.819,
    final: 0.676,
    peakEpoch: 4,
    memorised: 0.66,
    evaluations: 2,
    secondsPerEpoch: 1.02,
    ratio: [1.31, 1.05],
  },
  {
    rule: 'sam:rho=0.1',
    label: 'SAM (ρ = 0.1)',
    peak: 0.829,
    final: 0.797,
    peakEpoch: 9,
    memorised: 0.34,
    evaluations: 2,
    secondsPerEpoch: 1.15,
    ratio: [1.3, 1.1],
  },
  {
    rule: 'normRegularised',
    label: 'Norm-regularised',
    peak: 0.833,
    final: 0.833,
    peakEpoch: 30,
    memorised: 0.1,
    evaluations: 1,
    secondsPerEpoch: 0.67,
    ratio: [1.29, 1.18],
  },
  {
    rule: 'sam:rho=0.03,m=1,term=jacobian',
    label: 'J-SAM (ρ = 0.03)',
    peak: 0.841,
    final: 0.841,
    peakEpoch: 29,
    memorised: 0.082,
    evaluations: 2,
    secondsPerEpoch: 1.04,
    ratio: [1.33, 1.21],
  },
  {
    rule: 'sam:rho=0.03,m=1',
    label: '1-SAM (ρ = 0.03)',
    peak: 0.841,
    final: 0.841,
    peakEpoch: 30,
    memorised: 0.079,
    evaluations: 2,
    secondsPerEpoch: 1.03,
    ratio: [1.34, 1.2],
  },
]

const versions = {
  planish: '0.0.0',
  tfjs: '4.22.0',
  node: 'v20.20.2',
  platform: 'linux-x64',
  commit: '0123abc',
}

/** Options of {@link sampleRun}. */
export interface SampleOptions {
  readonly rules?: readonly SampleRule[]
  readonly epochs?: number
  readonly seeds?: number
  /** Rate of the label noise; 0 for none. */
  readonly noise?: number
  /** How far the seeds spread, in accuracy. */
  readonly spread?: number
  readonly testExamples?: number
  readonly model?: string
}

/** A fixed, unremarkable sequence in [−1, 1]: no two neighbours alike, the same on every machine. */
const wobble = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 4.1414)

/** Test accuracy by epoch: up to the peak, reached at its epoch, and down to the end. */
function testCurve({ peak, final, peakEpoch }: SampleRule, epochs: number): readonly number[] {
  const top = Math.min(peakEpoch, epochs)
  return Array.from({ length: epochs }, (_, index) => {
    const epoch = index + 1
    if (epoch === top) return peak
    if (epoch === epochs) return final
    const rise = peak - 0.085 * Math.exp(-(epoch - 1) / 2.2)
    const way = (epoch - top) / Math.max(1, epochs - top)
    const base = epoch < top ? rise : peak - (peak - final) * Math.sin((way * Math.PI) / 2)
    return Math.min(peak - 0.0006, base + 0.004 * wobble(epoch + 37 * peak))
  })
}

function trialMetrics(
  sample: SampleRule,
  options: Required<SampleOptions>,
  seed: number,
): readonly EpochMetrics[] {
  const { epochs, noise, spread } = options
  const shift = spread * wobble(seed * 7 + sample.rule.length)
  return testCurve(sample, epochs).map((accuracy, index) => {
    const epoch = index + 1
    const way = epochs === 1 ? 1 : index / (epochs - 1)
    const test = accuracy + shift
    const [first, last] = sample.ratio
    const noisy = 1.02 + 0.2 * (1 - way)
    const memorised = 0.03 + (sample.memorised - 0.03) * way ** 1.4
    return {
      rule: sample.rule,
      seed,
      epoch,
      loss: 1.9 - 0.8 * way,
      test,
      validation: (1 - noise) * test + 0.003 * wobble(epoch * 3 + seed),
      cleanTrain: 0.74 + (0.12 + 0.12 * sample.memorised) * way ** 0.5,
      noisyTrain: noise === 0 ? null : memorised,
      norms: { head: 3 + way, features: 10 + 5 * way },
      upWeighting: {
        clean: noisy * (last + (first - last) * (1 - way) ** 2 + shift),
        noisy: noise === 0 ? null : noisy,
      },
      gradientEvaluations: 79 * epoch * sample.evaluations,
      seconds: sample.secondsPerEpoch * epoch * (1 + shift),
    }
  })
}

/** A made-up run that is consistent in itself: its table follows from its metrics. */
export function sampleRun(options: SampleOptions = {}): RunRecord {
  const full: Required<SampleOptions> = {
    rules: seenRules,
    epochs: 30,
    seeds: 1,
    noise: 0.4,
    spread: 0.004,
    testExamples: 10_000,
    model: 'mlp:hidden=512x512',
    ...options,
  }
  const seeds = Array.from({ length: full.seeds }, (_, index) => index)
  // One seed is the centre of the spread, so that a single run has the figures that its rules name.
  const trials = full.rules.map(rule =>
    seeds.map(seed => trialMetrics(rule, full.seeds === 1 ? { ...full, spread: 0 } : full, seed)),
  )
  return {
    config: {
      version: 1,
      data: 'fashionMnist:subset',
      noise: full.noise === 0 ? 'none' : `symmetric:rate=${full.noise}`,
      model: full.model,
      loss: 'crossEntropy',
      rules: full.rules.map(({ rule }) => rule),
      epochs: full.epochs,
      batchSize: 128,
      learningRate: 0.02,
      momentum: 0.9,
      weightDecay: 5e-4,
      validation: 1000,
      trainExamples: null,
      measured: 2000,
      upWeightingRho: 0.05,
      seed: 0,
      seeds: full.seeds,
      backend: 'auto',
      versions,
    },
    metrics: trials.flat(2),
    result: {
      version: 1,
      rows: full.rules.map(({ rule, label }, index) =>
        resultRow(
          rule,
          label,
          (trials[index] ?? []).map((epochs, seed) => trialResult(seed, epochs)),
        ),
      ),
      backend: { name: 'wasm', device: 'CPU, SIMD, 2 threads', version: '4.22.0' },
      data: {
        name: 'Fashion-MNIST (subset)',
        trainExamples: 10_000,
        validationExamples: 1000,
        testExamples: full.testExamples,
        classes: 10,
        parameters: 669_706,
        noiseRates: seeds.map(seed => full.noise * (1 + 0.001 * seed)),
      },
      versions,
    },
  }
}
