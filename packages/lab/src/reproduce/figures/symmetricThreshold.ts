import { accuracyAgainstNoise, type NoiseRatePoint } from '@planish/analysis'
import * as z from 'zod'
import { type Evidence, paired, whetherAbove, whetherBelow, whetherLevel } from '../evidence/claim.ts'
import { accuracyAxis } from '../evidence/panels.ts'
import { final, noisyValidation, type Quantity } from '../evidence/quantity.ts'
import { valuesAt } from '../evidence/spread.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { LinesPanel } from '../panel.ts'
import type { Claim, Size } from '../result.ts'
import { familyNames, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import type { Study } from '../study/study.ts'
import { agreement } from './agreement.ts'
import { rateCondition } from './rateCondition.ts'
import { oneSam, seeds, setting, sgd } from './setting.ts'

/** Where values are chosen: the strongest noise of the figure over noise rates, which so shares its trainings. */
const tuned = rateCondition(0.8)

const rates: { readonly [size in Size]: readonly number[] } = {
  quick: [0.9, 1],
  default: [0.85, 0.9, 0.95, 1],
  paper: [0.85, 0.9, 0.95, 1],
}

const study = (size: Size): Study => ({
  setting: setting[size],
  conditions: [tuned, ...rates[size].map(rateCondition)],
  families: [sgd(size), oneSam(size)],
  seeds: seeds[size],
  tunedAt: tuned.name,
})

interface Classes {
  readonly classes: number
}

/** Accuracies this near to chance are called chance. */
const margin = 0.02

/** The accuracies of a family's seeds at every rate, beside threshold and chance. */
const curveOf = (outcome: StudyOutcome<Classes>, family: string, quantity: Quantity<Classes>) =>
  accuracyAgainstNoise(
    outcome.trials[0]?.measured.classes ?? 2,
    outcome.study.conditions.map(({ name, x = 0 }) => ({
      rate: x,
      accuracies: valuesAt(outcome, { condition: name, family }, quantity),
    })),
  )

/** How far the final accuracy at a rate lies above chance. */
function aboveChance(
  outcome: StudyOutcome<Classes>,
  family: string,
  rate: number,
  chance: number,
): Evidence | null {
  const condition = outcome.study.conditions.find(({ x }) => x === rate)?.name ?? ''
  return paired(
    trialsAt(outcome, { condition, family }).map(trial => [trial.final, chance] as const),
    `${family} − chance, ${condition}`,
  )
}

/** That the family is above chance below the threshold, at it on it, and below it beyond. */
function claimsOf(outcome: StudyOutcome<Classes>, family: string): readonly Claim[] {
  const { points, threshold, chance } = curveOf(outcome, family, final)
  // 1 − 1/10 and 0.9 are the same rate.
  const at = ({ rate }: NoiseRatePoint) => Math.abs(rate - threshold) < 1e-9
  return points.map((point): Claim => {
    const evidence = aboveChance(outcome, family, point.rate, chance)
    const rate = `${Math.round(100 * point.rate)} % wrong labels`
    const found = `${family}’s final accuracy lies ${differenceInWords(evidence)} from chance.`
    if (at(point)) {
      const paper = `One would expect ${family} to be at chance with ${rate}, the threshold.`
      return { paper, found, evidence, verdict: whetherLevel(evidence, margin) }
    }
    return point.learnable
      ? {
          paper: `One would expect ${family} to stay above chance with ${rate}, below the threshold.`,
          found,
          evidence,
          verdict: whetherAbove(evidence),
        }
      : {
          paper: `One would expect ${family} to fall below chance with ${rate}, beyond the threshold.`,
          found,
          evidence,
          verdict: whetherBelow(evidence),
        }
  })
}

/** A line for each family, with Student's t intervals, threshold and chance. */
function panel(
  outcome: StudyOutcome<Classes>,
  quantity: Quantity,
  described: Pick<LinesPanel, 'id' | 'title' | 'caption' | 'y'>,
): LinesPanel {
  const curves = familyNames(outcome.study).map(family => ({
    family,
    ...curveOf(outcome, family, quantity),
  }))
  const { threshold = 0, chance = 0 } = curves[0] ?? {}
  return {
    kind: 'lines',
    ...described,
    caption: `${described.caption} Means over the seeds, bands are 95 % Student t intervals.`,
    x: { label: 'share of wrong labels', format: 'percent' },
    references: [
      { axis: 'x', at: threshold, label: 'threshold' },
      { axis: 'y', at: chance, label: 'chance' },
    ],
    series: curves.map(({ family, points }, row) => ({
      label: family,
      row,
      points: points.flatMap(({ rate, accuracy, interval }) =>
        accuracy === null
          ? []
          : [{ x: rate, mean: accuracy, low: interval?.[0] ?? accuracy, high: interval?.[1] ?? accuracy }],
      ),
    })),
  }
}

export const symmetricThreshold = figure({
  name: 'symmetric-threshold',
  title: 'The rate at which labels tell nothing',
  hypothesis:
    'With K classes and symmetric noise that always picks another class, a label tells nothing about the class at the rate (K − 1)/K, 90 % for ten. Below it test accuracy should stay above chance, beyond it the true class is the least likely label and accuracy should fall below chance.',
  study,
  measurement: () => ({
    options: {},
    schema: z.object({ classes: z.int().min(2) }),
    of: async ({ data }) => ({ classes: data.test.classes }),
  }),
  conclude: (outcome: StudyOutcome<Classes>) => {
    const claims = familyNames(outcome.study).flatMap(family => claimsOf(outcome, family))
    return {
      summary: agreement(claims),
      claims,
      panels: [
        panel(outcome, final, {
          id: 'final',
          title: 'Final test accuracy around the threshold',
          caption: 'Test accuracy, on clean labels, after the last epoch.',
          y: accuracyAxis('final test accuracy'),
        }),
        panel(outcome, noisyValidation, {
          id: 'noisy-validation',
          title: 'Test accuracy of the epoch that noisy validation chooses',
          caption:
            'Test accuracy, on clean labels, after the epoch that was best on the noisy validation examples.',
          y: accuracyAxis('test accuracy'),
        }),
      ],
      notes: [
        'The peak is not looked at: the best of many epochs on the test set is above chance even for a network that has learnt nothing.',
        'None of the claims is the paper’s: they follow from the noise’s transition matrix.',
        `Chance is met where all of the interval lies within ${100 * margin} points of it.`,
        `Values are chosen at ${tuned.name}, since beyond the threshold validation labels would choose the worst.`,
      ],
    }
  },
})
