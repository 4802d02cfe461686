import { difference, type Evidence, paired, whetherAbove, whetherBelow } from '../evidence/claim.ts'
import { accuracyAxis } from '../evidence/panels.ts'
import { final, peak, peakWithin, type Quantity } from '../evidence/quantity.ts'
import { slope } from '../evidence/slope.ts'
import { intervalAt } from '../evidence/spread.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { LinesPanel } from '../panel.ts'
import type { Claim, Size } from '../result.ts'
import { ends } from '../study/ends.ts'
import { type StudyOutcome, trialsAt } from '../study/outcome.ts'
import type { Condition, Study } from '../study/study.ts'
import { agreement } from './agreement.ts'
import { batchSam, mSam, oneSam, seeds, setting, sgd } from './setting.ts'

/** Radii to try for groups between one example and the batch: the larger the group, the larger they are. */
const between: { readonly [size in Size]: { readonly [m: number]: readonly number[] } } = {
  quick: { 8: [0.06] },
  default: { 4: [0.04, 0.08], 16: [0.06, 0.12], 64: [0.08, 0.16] },
  paper: { 4: [0.015, 0.005, 0.05], 16: [0.02, 0.01, 0.05], 64: [0.03, 0.01, 0.1] },
}

/** What m-SAM is called at every m, so that it is one line. */
const name = 'm-SAM'

function study(size: Size): Study {
  const { batchSize } = setting[size]
  const groups = Object.entries(between[size]).map(
    ([m, radii]): Condition => ({
      name: `m = ${m}`,
      x: Number(m),
      config: {},
      families: [mSam(size, Number(m), radii)],
    }),
  )
  return {
    setting: setting[size],
    conditions: [
      // SGD has no groups: it is trained once, and stands beside all of them.
      { name: 'm = 1', x: 1, config: {}, families: [sgd(size), { ...oneSam(size), name }] },
      ...groups,
      {
        name: `m = ${batchSize}, the batch`,
        x: batchSize,
        config: {},
        families: [{ ...batchSam(size), name }],
      },
    ],
    families: [],
    seeds: seeds[size],
  }
}

/** How a seed's peak changes with each doubling of m. */
function slopePerDoubling(outcome: StudyOutcome): Evidence | null {
  const trials = outcome.study.conditions.flatMap(({ name: condition, x }) =>
    x === undefined ? [] : trialsAt(outcome, { condition, family: name }).map(trial => ({ x, trial })),
  )
  const slopes = [...new Set(trials.map(({ trial }) => trial.seed))].flatMap(seed => {
    const points = trials.flatMap(({ x, trial }) =>
      trial.seed === seed ? [[Math.log2(x), trial.peak] as const] : [],
    )
    const steepness = slope(points)
    return steepness === null ? [] : [[steepness, 0] as const]
  })
  return paired(slopes, 'change of the peak with each doubling of m')
}

/** A line for m-SAM, and SGD's level across. */
function againstM(
  outcome: StudyOutcome,
  quantity: Quantity,
  panel: Pick<LinesPanel, 'id' | 'title' | 'caption' | 'y'>,
): LinesPanel {
  const { conditions } = outcome.study
  const [one] = ends(outcome.study)
  const line = (at: (condition: string) => ReturnType<typeof intervalAt>) =>
    conditions.flatMap(({ name: condition, x }) => {
      const interval = at(condition)
      return x === undefined || interval === null ? [] : [{ x, ...interval }]
    })
  return {
    kind: 'lines',
    ...panel,
    caption: `${panel.caption} SGD has no m: its level is drawn across. Means over the seeds, bands are 95 % bootstrap intervals.`,
    x: { label: 'm, examples that share a perturbation', format: 'count', scale: 'log' },
    series: [
      {
        label: 'SGD',
        row: 0,
        points: line(() => intervalAt(outcome, { condition: one.name, family: 'SGD' }, quantity)),
      },
      {
        label: name,
        row: 1,
        points: line(condition => intervalAt(outcome, { condition, family: name }, quantity)),
      },
    ],
  }
}

export const groupSize = figure({
  name: 'group-size',
  title: 'The size of the groups that share a perturbation',
  hypothesis:
    'm-SAM perturbs the weights once for each group of m examples. The smaller the groups, the more robust to label noise: peak test accuracy should fall from m = 1, which is 1-SAM, to m = batch, which is SAM.',
  study,
  conclude: outcome => {
    const [one, batch] = ends(outcome.study)
    const sgdAt = { condition: one.name, family: 'SGD' }
    const mSamAt = (condition: Condition) => ({ condition: condition.name, family: name })
    const steps = slopePerDoubling(outcome)
    const over = difference(outcome, {
      of: mSamAt(one),
      over: mSamAt(batch),
      quantity: peak,
      called: `${one.name} − ${batch.name}, peak`,
    })
    const budget = Math.min(...trialsAt(outcome, sgdAt).map(trial => trial.gradientEvaluations))
    const batchGain = (cost: string, quantity: Quantity): Claim => {
      const gain = difference(outcome, {
        of: mSamAt(batch),
        over: sgdAt,
        quantity,
        called: `${batch.name} − SGD, peak${cost}`,
      })
      return {
        paper: `One would expect even one perturbation for the whole batch to be better than SGD${cost}.`,
        found: `SAM’s peak lies ${differenceInWords(gain)} from SGD’s.`,
        evidence: gain,
        verdict: whetherAbove(gain),
      }
    }
    const claims: readonly Claim[] = [
      {
        paper: 'The smaller the groups, the more robust: peak test accuracy falls as m grows.',
        found: `With each doubling of m the peak changes by ${differenceInWords(steps)}.`,
        evidence: steps,
        verdict: whetherBelow(steps),
      },
      {
        paper: '1-SAM is better than SAM with one perturbation for the batch.',
        found: `1-SAM’s peak lies ${differenceInWords(over)} from SAM’s.`,
        evidence: over,
        verdict: whetherAbove(over),
      },
      batchGain('', peak),
      batchGain(' for as many gradient evaluations', peakWithin(budget)),
    ]
    return {
      summary: `${claims[1]?.found ?? ''} ${agreement(claims)}`,
      claims,
      panels: [
        againstM(outcome, peak, {
          id: 'peak',
          title: 'Peak test accuracy against m',
          caption: 'Best test accuracy of any epoch.',
          y: accuracyAxis('peak test accuracy'),
        }),
        againstM(outcome, final, {
          id: 'final',
          title: 'Final test accuracy against m',
          caption: 'Test accuracy after the last epoch.',
          y: accuracyAxis('final test accuracy'),
        }),
      ],
      notes: [
        'Every m chooses among as many trainings. The radii that are tried grow with m, as a larger group needs a larger one: which are tried is ours, and a choice at their end means that a better one may lie beyond.',
        'All m cost the same two gradient evaluations a batch, SGD one.',
        'The slope is that of the least-squares line through a seed’s peaks against log₂ m.',
      ],
    }
  },
})
