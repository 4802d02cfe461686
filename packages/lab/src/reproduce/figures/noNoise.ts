import { paired, whetherAbove, whetherLevel } from '../evidence/claim.ts'
import { betterNote, choiceNote, fewSeedsNote, levelNote, margin } from '../evidence/notes.ts'
import { accuracyAxis, curvesPanel, intervalsPanel } from '../evidence/panels.ts'
import { final, peak } from '../evidence/quantity.ts'
import { within } from '../evidence/within.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { Claim, Size } from '../result.ts'
import { type StudyOutcome, trialsAt } from '../study/outcome.ts'
import type { Study } from '../study/study.ts'
import { mainStudy } from './mainStudy.ts'

const clean = 'no noise'

const study = (size: Size): Study => {
  const main = mainStudy(size)
  return { ...main, conditions: [{ name: clean, config: { noise: 'none' } }, ...main.conditions] }
}

/** By how much more a rule is ahead of SGD with noise than without, seed by seed. */
function widened(outcome: StudyOutcome, noisy: string, rule: string) {
  const gains = (condition: string): ReadonlyMap<number, number> => {
    const base = new Map(
      trialsAt(outcome, { condition, family: 'SGD' }).map(trial => [trial.seed, trial.peak]),
    )
    return new Map(
      trialsAt(outcome, { condition, family: rule }).flatMap(({ seed, peak }) => {
        const other = base.get(seed)
        return other === undefined ? [] : [[seed, peak - other] as const]
      }),
    )
  }
  const without = gains(clean)
  const pairs = [...gains(noisy)].flatMap(([seed, gain]) => {
    const other = without.get(seed)
    return other === undefined ? [] : [[gain, other] as const]
  })
  return paired(pairs, `${rule} − SGD, peak, with noise − without`)
}

export const noNoise = figure({
  name: 'no-noise',
  title: 'Without label noise',
  hypothesis:
    'There is nothing to resist without wrong labels. What SAM still gains over SGD then is not explained by fitting clean examples first, and should be small beside its gain under noise.',
  study,
  conclude: outcome => {
    const noisy = outcome.study.conditions.find(({ name }) => name !== clean)?.name ?? ''
    const without = within(outcome, clean)
    const rules = ['1-SAM', 'J-SAM', 'SAM'] as const
    const claims = [
      ...rules.map((rule): Claim => {
        const gain = without(rule, 'SGD', peak, 'peak, no noise')
        return {
          paper: `One would expect ${rule} to be about as good as SGD without noise.`,
          found: `Without noise ${rule}’s peak lies ${differenceInWords(gain)} from SGD’s.`,
          evidence: gain,
          verdict: whetherLevel(gain, margin),
        }
      }),
      ...rules.map((rule): Claim => {
        const more = widened(outcome, noisy, rule)
        return {
          paper: `One would expect ${rule} to gain more over SGD under noise than without.`,
          found: `${rule}’s gain in peak under noise lies ${differenceInWords(more)} from its gain without.`,
          evidence: more,
          verdict: whetherAbove(more),
        }
      }),
    ]
    const [level, , , more] = claims as [Claim, Claim, Claim, Claim]
    return {
      summary: `Without noise 1-SAM’s peak lies ${differenceInWords(level.evidence)} from SGD’s; its gain under noise lies ${differenceInWords(more.evidence)} from that.`,
      claims,
      panels: [
        intervalsPanel(outcome, peak, {
          id: 'peak',
          title: 'Peak test accuracy',
          caption: 'Best test accuracy of any epoch, without noise and with it.',
          x: accuracyAxis('peak test accuracy'),
        }),
        intervalsPanel(outcome, final, {
          id: 'final',
          title: 'Final test accuracy',
          caption: 'Test accuracy after the last epoch, without noise and with it.',
          x: accuracyAxis('final test accuracy'),
        }),
        curvesPanel(outcome, ({ test }) => test, {
          id: 'test-accuracy',
          title: 'Test accuracy without noise',
          caption: 'Share of test examples classified correctly after each epoch, without noise.',
          y: accuracyAxis('test accuracy'),
          condition: clean,
        }),
      ],
      notes: [
        'Both conditions have the same examples, initial weights and order, seed by seed; values are chosen anew for each.',
        levelNote,
        betterNote,
        choiceNote,
        fewSeedsNote,
      ],
    }
  },
})
