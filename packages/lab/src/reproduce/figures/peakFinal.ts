import { accuraciesPanel } from '../evidence/accuraciesPanel.ts'
import { paired, whetherAbove, whetherLevel } from '../evidence/claim.ts'
import { betterNote, choiceNote, fewSeedsNote, levelNote, margin } from '../evidence/notes.ts'
import { accuracyAxis, intervalsPanel, memorisedPanel } from '../evidence/panels.ts'
import { fall, type Quantity } from '../evidence/quantity.ts'
import { valuesAt } from '../evidence/spread.ts'
import { within } from '../evidence/within.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { ScatterPanel } from '../panel.ts'
import type { Claim } from '../result.ts'
import { familyNames, onlyCondition, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import { mainStudy } from './mainStudy.ts'

/** Test accuracy that choosing by noisy validation costs: the peak, chosen on the test set, can’t be had in practice. */
const missed: Quantity = trial => trial.peak - trial.noisyValidation

const peaksAgainstFinals = (outcome: StudyOutcome, condition: string): ScatterPanel => ({
  kind: 'scatter',
  id: 'peak-against-final',
  title: 'Peak against final test accuracy',
  caption:
    'A dot for each seed. The further below the diagonal, on which both are equal, the more accuracy is lost between the best epoch and the last.',
  x: accuracyAxis('peak test accuracy'),
  y: accuracyAxis('final test accuracy'),
  groups: familyNames(outcome.study).map((family, row) => ({
    label: family,
    row,
    points: trialsAt(outcome, { condition, family }).map(({ peak, final, seed }) => ({
      x: peak,
      y: final,
      label: `${family}, seed ${seed}`,
    })),
  })),
})

/** A quantity of one family, as evidence against 0. */
const itself = (outcome: StudyOutcome, condition: string, family: string, of: Quantity, called: string) =>
  paired(
    valuesAt(outcome, { condition, family }, of).map(value => [value, 0] as const),
    called,
  )

export const peakFinal = figure({
  name: 'peak-final',
  title: 'What early stopping hides',
  hypothesis:
    'The paper compares peaks: the best epoch on the test set. A rule that later memorises the noise loses accuracy that its peak hides, so the rules should lie further apart in the end than at their peaks; and without clean labels one must find the best epoch on noisy validation examples.',
  study: mainStudy,
  conclude: outcome => {
    const condition = onlyCondition(outcome.study).name
    const compare = within(outcome, condition)
    const lost = itself(outcome, condition, 'SGD', fall, 'SGD, peak − final')
    const claims: readonly Claim[] = [
      {
        paper: 'One would expect SGD to lose more than a point of its peak by the last epoch.',
        found: `Between its best epoch and its last, SGD loses ${differenceInWords(lost)}.`,
        evidence: lost,
        verdict: whetherAbove(lost, margin),
      },
      ...['1-SAM', 'J-SAM', 'norm-regularised'].map((rule): Claim => {
        const less = compare('SGD', rule, fall, 'peak − final')
        return {
          paper: `One would expect ${rule} to lose less of its peak than SGD.`,
          found: `SGD’s loss from its peak to the last epoch lies ${differenceInWords(less)} from that of ${rule}.`,
          evidence: less,
          verdict: whetherAbove(less),
        }
      }),
      ...['SGD', 'J-SAM', '1-SAM'].map((rule): Claim => {
        const cost = itself(outcome, condition, rule, missed, `${rule}, peak − by noisy validation`)
        return {
          paper: `One would expect noisy validation to find an epoch of ${rule} that is about as good as its best.`,
          found: `${rule}’s peak lies ${differenceInWords(cost)} from what noisy validation chooses.`,
          evidence: cost,
          verdict: whetherLevel(cost, margin),
        }
      }),
    ]
    const rest = compare('1-SAM', 'SGD', trial => trial.final, 'final')
    const best = compare('1-SAM', 'SGD', trial => trial.peak, 'peak')
    return {
      summary: `SGD loses ${differenceInWords(lost)} between its best epoch and its last: 1-SAM’s peak lies ${differenceInWords(best)} from SGD’s, its final accuracy ${differenceInWords(rest)}.`,
      claims,
      panels: [
        peaksAgainstFinals(outcome, condition),
        intervalsPanel(outcome, fall, {
          id: 'fall',
          title: 'Accuracy lost after the best epoch',
          caption: 'Peak less final test accuracy.',
          x: accuracyAxis('peak − final'),
        }),
        accuraciesPanel(outcome, condition),
        intervalsPanel(outcome, missed, {
          id: 'missed',
          title: 'What choosing by noisy validation costs',
          caption: 'Peak less the test accuracy of the epoch that did best on noisy validation examples.',
          x: accuracyAxis('peak − by noisy validation'),
        }),
        memorisedPanel(outcome),
      ],
      notes: [
        'A peak is the largest of as many noisy numbers as there are epochs, so that it flatters every rule, and a fall is never below 0.',
        'Values were chosen for the best epoch, not for the last: a rule that chose a low learning rate may not have had the time to memorise.',
        levelNote,
        betterNote,
        choiceNote,
        fewSeedsNote,
      ],
    }
  },
})
