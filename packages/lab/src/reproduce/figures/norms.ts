import { paired, whetherBelow } from '../evidence/claim.ts'
import { choiceNote, fewSeedsNote } from '../evidence/notes.ts'
import { curvesPanel } from '../evidence/panels.ts'
import type { EpochQuantity } from '../evidence/quantity.ts'
import { figure } from '../figure.ts'
import type { Axis } from '../panel.ts'
import type { Claim } from '../result.ts'
import { type StudyOutcome, type Trial, trialsAt } from '../study/outcome.ts'
import { oneRateStudy } from './oneRateStudy.ts'

interface Norm {
  readonly id: string
  readonly symbol: string
  readonly title: string
  readonly caption: string
  readonly of: EpochQuantity
}

const normsOf: readonly Norm[] = [
  {
    id: 'features',
    symbol: '‖z‖',
    title: 'Norm of the features, ‖z‖',
    caption: 'Mean norm of the last layer’s inputs over measured training examples, after each epoch.',
    of: ({ norms }) => norms.features,
  },
  {
    id: 'head',
    symbol: '‖v‖',
    title: 'Norm of the head, ‖v‖',
    caption: 'Frobenius norm of the last layer’s weights, after each epoch.',
    of: ({ norms }) => norms.head,
  },
]

const length: Axis = { label: 'norm', format: 'number' }

/** What a trial ended with. */
const inTheEnd = (of: EpochQuantity, { epochs }: Trial): number | null => {
  const last = epochs.at(-1)
  return last === undefined ? null : of(last)
}

/** By how many times a family’s norm in the end is another’s, seed by seed. */
function timesOf(outcome: StudyOutcome, condition: string, rule: string, { symbol, of }: Norm) {
  const base = new Map(
    trialsAt(outcome, { condition, family: 'SGD' }).map(trial => [trial.seed, inTheEnd(of, trial)] as const),
  )
  const ratios = trialsAt(outcome, { condition, family: rule }).flatMap(trial => {
    const [norm, other] = [inTheEnd(of, trial), base.get(trial.seed) ?? null]
    return norm === null || other === null ? [] : [[norm / other, 0] as const]
  })
  return paired(ratios, `${symbol} of ${rule} ÷ SGD’s, final`, 'number')
}

const times = (evidence: Claim['evidence']): string =>
  evidence === null
    ? 'could not be compared with'
    : `is ${evidence.estimate.toFixed(2)} [${evidence.low.toFixed(2)}, ${evidence.high.toFixed(2)}] times`

export const norms = figure({
  name: 'norms',
  title: 'Norms of features and head',
  hypothesis:
    'To first order, perturbing the Jacobian alone regularises the norms of the features z and of the last layer’s weights v. So J-SAM and 1-SAM should keep ‖z‖ and ‖v‖ lower than SGD does.',
  study: oneRateStudy,
  conclude: outcome => {
    const [chosen, same] = outcome.study.conditions.map(({ name }) => name) as [string, string]
    const claims = [same, chosen].flatMap(condition =>
      ['J-SAM', '1-SAM'].flatMap(rule =>
        normsOf.map((norm): Claim => {
          const evidence = timesOf(outcome, condition, rule, norm)
          const where = condition === same ? 'At one learning rate' : 'With the values that each chose'
          return {
            paper:
              condition === same
                ? `${rule} keeps ${norm.symbol} lower than SGD.`
                : `One would expect ${rule} to keep ${norm.symbol} lower than SGD with each one’s own values too.`,
            found: `${where}, the final ${norm.symbol} of ${rule} ${times(evidence)} SGD’s.`,
            evidence,
            verdict: whetherBelow(evidence, 1),
          }
        }),
      ),
    )
    const summarised = (condition: string, where: string): string => {
      const [z, v] = normsOf.map(norm => times(timesOf(outcome, condition, 'J-SAM', norm)))
      return `${where}, J-SAM’s ‖z‖ ${z} SGD’s in the end, and its ‖v‖ ${v}.`
    }
    return {
      summary: `${summarised(same, 'At one learning rate')} ${summarised(chosen, 'With the values that each chose')}`,
      claims,
      panels: [
        [same, 'at one learning rate'] as const,
        [chosen, 'with the values that each chose'] as const,
      ].flatMap(([condition, how]) =>
        normsOf.map(({ id, title, caption, of }) =>
          curvesPanel(outcome, of, {
            id: condition === same ? id : `${id}-chosen`,
            title: `${title}, ${how}`,
            caption,
            y: length,
            condition,
          }),
        ),
      ),
      notes: [
        'Lower means that all of the interval of the ratio lies below 1; where all of it lies above, the claim is called contradicted.',
        'A lower learning rate keeps norms down by itself, so the rules are also compared at one rate.',
        'Weight decay is the same for all, and the regulariser has strengths of its own for both norms.',
        choiceNote,
        fewSeedsNote,
      ],
    }
  },
})
