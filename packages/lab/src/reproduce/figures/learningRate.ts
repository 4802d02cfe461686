import { percent } from '../../report/format.ts'
import { whetherAbove } from '../evidence/claim.ts'
import { everyGain, gainDifference, gainNotes, gainPanels } from '../evidence/gain.ts'
import { gainsInWords } from '../evidence/gainsInWords.ts'
import { peak } from '../evidence/quantity.ts'
import { intervalAt } from '../evidence/spread.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { Claim, Size } from '../result.ts'
import { ends } from '../study/ends.ts'
import type { StudyOutcome } from '../study/outcome.ts'
import type { Condition, Family, Study } from '../study/study.ts'
import { jSam, oneSam, seeds, setting, sgd } from './setting.ts'

const rates: { readonly [size in Size]: readonly number[] } = {
  quick: [0.0125, 0.025, 0.05, 0.1],
  default: [0.005, 0.01, 0.02, 0.04],
  paper: [0.003, 0.01, 0.03],
}

/** A family that chooses among its radii alone: the learning rate is what is varied. */
function atRate({ name, candidates }: Family, learningRate: number): Family {
  const rules = new Set(candidates.map(({ rule }) => rule))
  return { name, candidates: [...rules].map(rule => ({ rule, learningRate })) }
}

const study = (size: Size): Study => ({
  setting: setting[size],
  conditions: rates[size].map(
    (rate): Condition => ({
      name: `rate ${rate}`,
      x: rate,
      config: { learningRate: rate },
      families: [sgd, jSam, oneSam].map(of => atRate(of(size), rate)),
    }),
  ),
  families: [],
  seeds: seeds[size],
})

/** The mean peak at the learning rate that gives the highest. */
const bestOf = (outcome: StudyOutcome, family: string): number =>
  Math.max(
    ...outcome.study.conditions.map(
      ({ name }) => intervalAt(outcome, { condition: name, family }, peak)?.mean ?? 0,
    ),
  )

export const learningRate = figure({
  name: 'learning-rate',
  title: 'SAM’s gain over learning rates',
  hypothesis:
    'SAM’s gain over SGD under label noise does not come from a learning rate that suits one of them: 1-SAM and J-SAM should have a higher peak test accuracy than SGD at every rate that trains.',
  study,
  unevenSearch:
    'SGD has nothing to choose once the learning rate is set, so it has one training where J-SAM and 1-SAM choose among several radii: their gain has that advantage in it.',
  conclude: outcome => {
    const [smallest, largest] = ends(outcome.study)
    const grows = (family: string): Claim => {
      const more = gainDifference(outcome, family, { at: largest.name, than: smallest.name })
      return {
        paper: `One would expect ${family} to gain less at a small learning rate, where early stopping serves SGD nearly as well.`,
        found: `At the largest rate its gain lies ${differenceInWords(more)} from that at the smallest.`,
        evidence: more,
        verdict: whetherAbove(more),
      }
    }
    const claims = [
      ...everyGain(outcome, { everywhere: 'at every learning rate', ours: true }),
      ...['J-SAM', '1-SAM'].map(grows),
    ]
    return {
      summary: `${gainsInWords(outcome, 'J-SAM')} Each at the rate that was best for it, SGD peaks at ${percent(bestOf(outcome, 'SGD'))}, J-SAM at ${percent(bestOf(outcome, 'J-SAM'))} and 1-SAM at ${percent(bestOf(outcome, '1-SAM'))}: much of the gain at large rates is SGD’s loss.`,
      claims,
      panels: gainPanels(outcome, {
        x: { label: 'learning rate', format: 'number', scale: 'log' },
        against: 'the learning rate',
      }),
      notes: [
        'Where a rule is best at the smallest or the largest rate that was tried, it may be better still beyond.',
        ...gainNotes,
      ],
    }
  },
})
