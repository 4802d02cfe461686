import { accuraciesPanel } from '../evidence/accuraciesPanel.ts'
import { whetherAbove } from '../evidence/claim.ts'
import { betterNote, choiceNote, fewSeedsNote } from '../evidence/notes.ts'
import { accuracyAxis, curvesPanel } from '../evidence/panels.ts'
import { final, peak } from '../evidence/quantity.ts'
import { shareRecovered } from '../evidence/shareRecovered.ts'
import { within } from '../evidence/within.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { Claim } from '../result.ts'
import { onlyCondition } from '../study/outcome.ts'
import { mainStudy } from './mainStudy.ts'

const [regularised, base, whole] = ['norm-regularised', 'SGD', 'J-SAM'] as const

const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`.replace('-', '−')

const shareInWords = (evidence: Claim['evidence'], of: string): string =>
  evidence === null
    ? `J-SAM’s ${of} gain is not clearly above 0, so that there is nothing to have a share of`
    : `the regulariser recovers ${percent(evidence.estimate)} [${percent(evidence.low)}, ${percent(evidence.high)}] of J-SAM’s ${of} gain over SGD`

export const regulariser = figure({
  name: 'regulariser',
  title: 'A regulariser in the place of J-SAM',
  hypothesis:
    'If J-SAM resists label noise because it holds down the norms of features and head, then SGD with these norms as a penalty should recover a good part of J-SAM’s gain, though not all of it.',
  study: mainStudy,
  conclude: outcome => {
    const condition = onlyCondition(outcome.study).name
    const compare = within(outcome, condition)
    const accuracies = [
      { name: 'peak', quantity: peak },
      { name: 'final', quantity: final },
    ] as const
    const shares = accuracies.map(({ name, quantity }) => ({
      name,
      evidence: shareRecovered(outcome, {
        condition,
        part: regularised,
        all: whole,
        base,
        quantity,
        called: `share of J-SAM’s gain, ${name}`,
      }),
    }))
    const claims = accuracies.flatMap(({ name, quantity }): readonly Claim[] => {
      const gain = compare(regularised, base, quantity, name)
      const rest = compare(whole, regularised, quantity, name)
      const expected = name === 'peak' ? '' : 'One would expect the same of final accuracy: '
      return [
        {
          paper: `${expected}${expected === '' ? 'R' : 'r'}egularising the norms of features and head is better than SGD.`,
          found: `The regularised ${name} lies ${differenceInWords(gain)} from SGD’s.`,
          evidence: gain,
          verdict: whetherAbove(gain),
        },
        {
          paper: `${expected}J-SAM is better still than the regulariser that imitates it.`,
          found: `J-SAM’s ${name} lies ${differenceInWords(rest)} from the regularised one.`,
          evidence: rest,
          verdict: whetherAbove(rest),
        },
      ]
    })
    const words = shares.map(({ name, evidence }) => shareInWords(evidence, name)).join('; ')
    return {
      summary: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
      claims,
      panels: [
        {
          kind: 'intervals',
          id: 'share',
          title: 'Share of J-SAM’s gain that the regulariser recovers',
          caption:
            'Mean gain of norm-regularised SGD over SGD, as a share of J-SAM’s mean gain; missing where J-SAM’s gain is not clearly above 0. Lines are 95 % bootstrap intervals over the seeds.',
          x: { label: 'share of the gain', format: 'percent' },
          groups: [
            {
              title: '',
              rows: shares.flatMap(({ name, evidence }, row) =>
                evidence === null
                  ? []
                  : [{ label: name, row, mean: evidence.estimate, low: evidence.low, high: evidence.high }],
              ),
            },
          ],
          reference: { at: 1, label: 'all of it' },
        },
        accuraciesPanel(outcome, condition),
        curvesPanel(outcome, ({ test }) => test, {
          id: 'test-accuracy',
          title: 'Test accuracy',
          caption: 'Share of test examples classified correctly after each epoch.',
          y: accuracyAxis('test accuracy'),
        }),
      ],
      notes: [
        'The penalty adds γ_z/2 · mean ‖z‖² + γ_v/2 · ‖v‖² to the loss. In the theory its coefficients vary by example and through training; here they are constants, so less than all of the gain is to be expected.',
        betterNote,
        choiceNote,
        fewSeedsNote,
      ],
    }
  },
})
