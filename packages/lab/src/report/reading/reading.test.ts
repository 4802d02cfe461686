import { describe, expect, it } from 'vitest'
import type { EpochMetrics, RunRecord, TrialResult } from '../../run/record.ts'
import { resultRow } from '../../run/summary.ts'
import { type SampleRule, sampleRun, seenRules } from '../testing/sampleRun.ts'
import type { Topic } from './paragraph.ts'
import { reading } from './reading.ts'

/** A topic's text, spaces made plain; undefined if the reading leaves the topic out. */
function about(topic: Topic, record: RunRecord): string | undefined {
  const found = reading(record).find(paragraph => paragraph.topic === topic)
  return found?.sentences.join(' ').replaceAll(/[\u00a0\u202f]/g, ' ')
}

const [sgd, lSam, sam, normRegularised, jSam, oneSam] = seenRules as readonly [
  SampleRule,
  SampleRule,
  SampleRule,
  SampleRule,
  SampleRule,
  SampleRule,
]

/** A run of rules whose accuracy stays at the given peaks. */
const withPeaks = (...peaks: readonly (readonly [SampleRule, number])[]): RunRecord =>
  sampleRun({ rules: peaks.map(([rule, peak]) => ({ ...rule, peak, final: peak, peakEpoch: 30 })) })

const trial = (seed: number, peak: number): TrialResult => ({
  seed,
  peak,
  final: peak,
  noisyValidation: peak,
  cleanTrain: 0.9,
  noisyTrain: 0.1,
  gradientEvaluations: 2370,
  seconds: 20,
})

/** A run of several seeds with exactly the given peaks, by rule and seed. */
function withSeeds(...rows: readonly (readonly [SampleRule, readonly number[]])[]): RunRecord {
  const record = sampleRun({ rules: rows.map(([rule]) => rule), seeds: rows[0]?.[1].length ?? 1 })
  return {
    ...record,
    result: {
      ...record.result,
      rows: rows.map(([rule, peaks]) =>
        resultRow(
          rule.rule,
          rule.label,
          peaks.map((peak, seed) => trial(seed, peak)),
        ),
      ),
    },
  }
}

const mapMetrics = (record: RunRecord, f: (metrics: EpochMetrics) => EpochMetrics): RunRecord => ({
  ...record,
  metrics: record.metrics.map(f),
})

describe('peaks', () => {
  it('names the one rule that is higher than all others, and its lead over SGD', () => {
    const text = about('peak', withPeaks([sgd, 0.819], [sam, 0.829], [oneSam, 0.841]))
    expect(text).toContain('1-SAM peaks highest, at 84.1 % test accuracy.')
    expect(text).toContain(
      'Against SGD’s peak of 81.9 %, SAM is 1.0 points above and 1-SAM is 2.2 points above.',
    )
  })

  it('does not name a winner among rules closer than the threshold', () => {
    const text = about('peak', withPeaks([sgd, 0.82], [jSam, 0.8405], [oneSam, 0.841]))
    expect(text).toContain('1-SAM and J-SAM peak highest, at 84.1 % and 84.0 %')
    expect(text).toContain('the figures do not decide')
  })

  it('says so when no rule stands out', () => {
    expect(about('peak', withPeaks([sgd, 0.82], [sam, 0.823], [oneSam, 0.824]))).toMatch(
      /^The rules can’t be told apart/,
    )
  })

  it('counts a difference that equals the threshold, and not one just below', () => {
    expect(about('peak', withPeaks([sgd, 0.82], [sam, 0.825]))).toMatch(/^SAM peaks highest/)
    expect(about('peak', withPeaks([sgd, 0.82], [sam, 0.8249]))).toMatch(/^The rules can’t be told apart/)
  })

  it('asks for more when the test set is small', () => {
    const rules = [sgd, { ...sam, peak: 0.829 }]
    expect(about('peak', sampleRun({ rules }))).toMatch(/^SAM peaks highest/)
    const small = sampleRun({ rules, testExamples: 500 })
    expect(about('peak', small)).toMatch(/^The rules can’t be told apart/)
    expect(about('thresholds', small)).toContain('1.7 points, the standard error')
  })

  it('reports a rule below SGD as below', () => {
    expect(about('peak', withPeaks([sgd, 0.83], [sam, 0.8]))).toContain('SAM is 3.0 points below')
  })

  it('makes no comparison of a single rule', () => {
    expect(about('peak', sampleRun({ rules: [oneSam] }))).toBe('1-SAM peaks at 84.1 % test accuracy.')
  })

  it('makes none with SGD when SGD was not trained', () => {
    expect(about('peak', withPeaks([sam, 0.82], [oneSam, 0.84]))).toBe(
      '1-SAM peaks highest, at 84.0 % test accuracy.',
    )
  })
})

describe('several seeds', () => {
  it('takes a difference that all seeds share', () => {
    const text = about('peak', withSeeds([sgd, [0.8, 0.82, 0.84]], [oneSam, [0.82, 0.841, 0.861]]))
    expect(text).toMatch(/^1-SAM peaks highest, at 84.1 %/)
    // Differences 2.0, 2.1, 2.1: mean 2.067, standard deviation 0.0577, times 4.3027/√3 gives ± 0.143.
    expect(text).toContain(
      '2.1 points above (1.9 to 2.2); in brackets 95 % intervals of the difference, paired by seed',
    )
  })

  it('leaves a difference open whose paired interval holds zero', () => {
    const text = about('peak', withSeeds([sgd, [0.8, 0.84, 0.82]], [oneSam, [0.84, 0.83, 0.83]]))
    expect(text).toMatch(/^The rules can’t be told apart/)
    expect(text).toContain('1.3 points above, which the seeds do not settle')
  })

  it('does not call two rules level when the seeds leave room for a difference', () => {
    const close = withSeeds([sgd, [0.8, 0.82, 0.84]], [lSam, [0.801, 0.82, 0.839]])
    expect(about('peak', close)).toContain('L-SAM is level (−0.2 to 0.2)')
    expect(about('ordering', close)).toContain('agrees.')
    // Differences 2.0, −2.0, 0.2: mean 0.067, standard deviation 2.003, times 4.3027/√3 gives ± 4.98.
    const wide = withSeeds([sgd, [0.8, 0.84, 0.82]], [lSam, [0.82, 0.82, 0.822]])
    expect(about('peak', wide)).toContain(
      'L-SAM is 0.1 points above, which the seeds do not settle (−4.9 to 5.0)',
    )
    expect(about('ordering', wide)).toContain('is open')
  })

  it('drops the caveat of one seed, and tells of the intervals', () => {
    expect(about('caveats', sampleRun())).toMatch(/^One seed: there are no intervals/)
    expect(about('caveats', sampleRun({ seeds: 4 }))).toMatch(/^4 seeds: the intervals/)
    expect(about('thresholds', sampleRun())).not.toContain('interval')
    expect(about('thresholds', sampleRun({ seeds: 4 }))).toContain('95 % Student t interval')
  })
})

describe('falls', () => {
  it('tells whose accuracy collapses, from where and by how much, largest first', () => {
    expect(about('fall', sampleRun())).toBe(
      'SGD peaks at epoch 3 and ends 16.7 points lower, at 65.2 %; L-SAM peaks at epoch 4 and ends 14.3 points lower, at 67.6 %; SAM peaks at epoch 9 and ends 3.2 points lower, at 79.7 %. Norm-regularised, J-SAM and 1-SAM keep their peaks to the end, within 0.5 points.',
    )
  })

  it('does not call a small loss a fall', () => {
    const text = about('fall', sampleRun({ rules: [{ ...sam, peak: 0.83, final: 0.819 }] }))
    expect(text).toContain('No rule ends 2.0 points or more below its peak.')
    expect(text).toContain('SAM loses 1.1 points after its peak.')
  })

  it('is left out after one epoch', () => {
    expect(about('fall', sampleRun({ epochs: 1 }))).toBeUndefined()
    expect(about('thresholds', sampleRun({ epochs: 1 }))).not.toContain('below the peak')
  })
})

describe('memorised noise', () => {
  it('gives each rule’s share, most first', () => {
    expect(about('memorised', sampleRun())).toContain(
      'SGD 71.0 %, L-SAM 66.0 %, SAM 34.0 %, Norm-regularised 10.0 %, J-SAM 8.2 % and 1-SAM 7.9 %.',
    )
  })

  it('says that there is none without noise, and leaves the paper’s ordering and up-weighting out', () => {
    const record = sampleRun({ noise: 0 })
    expect(about('memorised', record)).toBe(
      'No training label is wrong in this run, so there is no noise to memorise.',
    )
    expect(about('ordering', record)).toBeUndefined()
    expect(about('upWeighting', record)).toBeUndefined()
    expect(
      reading(record)
        .flatMap(({ sentences }) => sentences)
        .join(' '),
    ).not.toContain('noisy')
  })
})

describe('the paper’s ordering', () => {
  it('holds in the run that was seen: six comparisons', () => {
    const text = about('ordering', sampleRun())
    expect(text).toContain('SGD ≈ L-SAM < norm-regularised < J-SAM ≈ 1-SAM')
    expect(text).toContain('It shows in this run: all 6 comparisons')
    expect(text).not.toContain('Against it')
  })

  it('does not hold when a tier is reversed, and says which', () => {
    const text = about('ordering', withPeaks([sgd, 0.82], [normRegularised, 0.84], [oneSam, 0.83]))
    expect(text).toContain(
      'It does not fully show in this run: of the 2 comparisons of it that the run allows, 1 agrees.',
    )
    expect(text).toContain(
      'Against it: 1-SAM (83.0 %) is below Norm-regularised (84.0 %), where the paper has it above.',
    )
  })

  it('does not hold when what should differ is level', () => {
    expect(about('ordering', withPeaks([sgd, 0.82], [oneSam, 0.822]))).toContain(
      '1-SAM (82.2 %) is level with SGD (82.0 %), where the paper has it above.',
    )
  })

  it('does not hold when what should be level differs', () => {
    expect(about('ordering', withPeaks([sgd, 0.82], [lSam, 0.835]))).toContain(
      'L-SAM (83.5 %) is above SGD (82.0 %), where the paper has them level.',
    )
  })

  it('compares neighbours across a missing tier, and names what is missing', () => {
    const text = about('ordering', withPeaks([sgd, 0.82], [jSam, 0.84]))
    expect(text).toContain('The one comparison of it that this run allows agrees.')
    expect(text).toContain('Not trained here, so not compared: L-SAM, norm-regularised SGD and 1-SAM.')
  })

  it('is left out when there is nothing to compare', () => {
    expect(about('ordering', withPeaks([sgd, 0.82], [sam, 0.83]))).toBeUndefined()
    expect(about('ordering', withPeaks([oneSam, 0.82]))).toBeUndefined()
  })

  it('does not take SAM with other groups for the paper’s rules', () => {
    const other = { ...oneSam, rule: 'sam:rho=0.03,m=4', label: '4-SAM (ρ = 0.03)' }
    expect(about('ordering', withPeaks([sgd, 0.82], [other, 0.84]))).toBeUndefined()
  })

  it('lets the best setting stand for a rule, and says so', () => {
    const weak = { ...oneSam, rule: 'sam:rho=0.001,m=1', label: '1-SAM (ρ = 0.001)' }
    const text = about('ordering', withPeaks([sgd, 0.82], [weak, 0.82], [oneSam, 0.84]))
    expect(text).toContain('agrees.')
    expect(text).toContain(
      'Of 2 settings of 1-SAM, the one with the best test peak stands for it: 1-SAM (ρ = 0.03).',
    )
    expect(text).not.toContain('settings of SGD')
    expect(about('ordering', sampleRun())).not.toContain('settings')
  })

  it('leaves open what the seeds do not decide', () => {
    const text = about('ordering', withSeeds([sgd, [0.8, 0.84, 0.82]], [oneSam, [0.84, 0.83, 0.83]]))
    expect(text).toContain(
      'Whether it shows in this run is open: of the 1 comparison of it that the run allows, 0 agree and 1 is undecided.',
    )
    expect(text).not.toContain('Against it')
    expect(text).toContain('Undecided by these seeds: 1-SAM (83.3 %) against SGD (82.0 %).')
  })

  it('expects the other ordering of a linear model, and not of a deep linear one', () => {
    const rules = [sgd, lSam, jSam, oneSam].map(rule => ({
      ...rule,
      peak: rule.peak,
      final: rule.peak,
      peakEpoch: 30,
    }))
    expect(about('ordering', sampleRun({ rules, model: 'linear' }))).toContain('SGD = J-SAM < L-SAM = 1-SAM')
    expect(about('ordering', sampleRun({ rules, model: 'linear' }))).toContain(
      'J-SAM (84.1 %) is above SGD (81.9 %), where the paper has them level',
    )
    expect(about('ordering', sampleRun({ rules, model: 'deepLinear:hidden=64' }))).toContain(
      'all 6 comparisons',
    )
  })
})

describe('up-weighting', () => {
  it('tells the early and the late ratio of each rule', () => {
    const text = about('upWeighting', sampleRun())
    expect(text).toContain('early is the first 6 epochs')
    expect(text).toContain(
      'Clean examples are up-weighted more than noisy ones early on: SGD 1.27, later 1.04;',
    )
  })

  it('tells the reverse, and a tie, apart', () => {
    const rules = [
      { ...sgd, ratio: [0.8, 0.9] as const },
      { ...sam, ratio: [1.02, 1.01] as const },
    ]
    const text = about('upWeighting', sampleRun({ rules }))
    expect(text).toContain('Noisy examples are up-weighted more than clean ones early on: SGD')
    expect(text).toContain('Clean and noisy examples are weighted about alike early on: SAM')
  })

  it('claims a direction only if every seed shows it', () => {
    const record = sampleRun({ rules: [sgd], seeds: 3 })
    expect(about('upWeighting', record)).toContain('Clean examples are up-weighted')
    const withOutlier = mapMetrics(record, metrics =>
      metrics.seed === 1 ? { ...metrics, upWeighting: { clean: 1, noisy: 1 } } : metrics,
    )
    expect(about('upWeighting', withOutlier)).toContain('The seeds disagree about early up-weighting: SGD')
  })

  it('is left out where it was not measured', () => {
    const record = mapMetrics(sampleRun(), metrics => ({
      ...metrics,
      upWeighting: { clean: 1.2, noisy: null },
    }))
    expect(about('upWeighting', record)).toBeUndefined()
  })
})

describe('selection and cost', () => {
  it('tells what choosing by noisy validation labels costs', () => {
    const record = sampleRun({ rules: [sgd] })
    const [row] = record.result.rows
    const rows = row === undefined ? [] : [{ ...row, noisyValidation: 0.8 }]
    expect(about('selection', { ...record, result: { ...record.result, rows } })).toContain('SGD 1.9 points.')
  })

  it('compares peaks within the gradient evaluations of the cheapest rule', () => {
    const text = about('equalCost', sampleRun({ rules: [sgd, { ...oneSam, peakEpoch: 30, peak: 0.9 }] }))
    expect(text).toContain('from 2 370 to 4 740 gradient evaluations')
    // Half as many epochs for 1-SAM: its peak at epoch 30 is out of reach.
    expect(text).toMatch(/the peaks are SGD 81\.9 % and 1-SAM 89\.\d %/)
  })

  it('says nothing about cost where the rules cost the same', () => {
    expect(about('equalCost', sampleRun({ rules: [lSam, oneSam] }))).toBeUndefined()
  })
})

it('warns of training that diverged', () => {
  expect(about('caveats', sampleRun())).not.toContain('diverged')
  const record = mapMetrics(sampleRun(), metrics =>
    metrics.rule === 'sgd' ? { ...metrics, loss: null } : metrics,
  )
  expect(about('caveats', record)).toContain('The training loss of SGD was not finite')
})

it('says that the peak is selected on the test set, and what equal epochs are not', () => {
  const text = about('caveats', sampleRun())
  expect(text).toContain('selected on the test set, as in the paper')
  expect(text).toContain('not the same number of gradient evaluations')
  expect(text).toContain('available in practice')
  expect(text).toContain('±0.7 points')
})

it('has nothing to say of a run without rows', () => {
  expect(reading(sampleRun({ rules: [] }))).toEqual([])
})

it('says where the best of several settings stands for a rule', () => {
  const other = { ...oneSam, rule: 'sam:rho=0.05,m=1', label: '1-SAM (ρ = 0.05)' }
  expect(about('caveats', sampleRun())).not.toContain('settings of one rule')
  const text = about('caveats', sampleRun({ rules: [sgd, oneSam, other] }))
  expect(text).toMatch(/1-SAM.* and 1-SAM.* are settings of one rule/)
})
