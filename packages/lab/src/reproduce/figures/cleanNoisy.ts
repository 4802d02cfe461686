import { whetherAbove } from '../evidence/claim.ts'
import { cleanAgainstWrong } from '../evidence/cleanAgainstWrong.ts'
import { cleanBefore } from '../evidence/cleanBefore.ts'
import { betterNote, choiceNote, fewSeedsNote } from '../evidence/notes.ts'
import { accuracyAxis, cleanNoisyPanel, intervalsPanel } from '../evidence/panels.ts'
import { within } from '../evidence/within.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { Claim } from '../result.ts'
import { oneRateStudy } from './oneRateStudy.ts'

/** Shares of the wrong labels at which the clean ones are counted. */
const [early, later] = [0.1, 0.25] as const

export const cleanNoisy = figure({
  name: 'clean-noisy',
  title: 'Clean labels first',
  hypothesis:
    'Early in training SAM fits clean examples before noisy ones, and to a larger degree than SGD: by the time that it has memorised some share of the wrong labels, it has fitted more of the right ones.',
  study: oneRateStudy,
  conclude: outcome => {
    const [chosen, same] = outcome.study.conditions.map(({ name }) => name) as [string, string]
    const claims = [same, chosen].flatMap(condition =>
      ['1-SAM', 'J-SAM', 'SAM'].map((rule): Claim => {
        const evidence = within(outcome, condition)(
          rule,
          'SGD',
          cleanBefore(early),
          'clean fitted before 10 % of wrong',
        )
        const where = condition === same ? 'At one learning rate' : 'With the values that each chose'
        return {
          paper:
            condition === same
              ? `Early in training ${rule} fits clean examples before noisy ones to a larger degree than SGD.`
              : `One would expect ${rule} to fit clean examples before noisy ones to a larger degree than SGD with each one’s own values too.`,
          found: `${where}, the share of clean labels that ${rule} fits before a tenth of the wrong ones lies ${differenceInWords(evidence)} from SGD’s.`,
          evidence,
          verdict: whetherAbove(evidence),
        }
      }),
    )
    const agreedAmong = (some: readonly Claim[]): number =>
      some.filter(({ verdict }) => verdict === 'agrees').length
    const [atOneRate, asChosen] = [claims.slice(0, 3), claims.slice(3)]
    return {
      summary: `At one learning rate, ${agreedAmong(atOneRate)} of 3 kinds of SAM fitted clearly more clean labels than SGD before a tenth of the wrong ones: 1-SAM ${differenceInWords(atOneRate[0]?.evidence ?? null)}. With the values that each chose, ${agreedAmong(asChosen)} of them did: 1-SAM ${differenceInWords(asChosen[0]?.evidence ?? null)}.`,
      claims,
      panels: [
        cleanAgainstWrong(outcome, same, {
          id: 'clean-against-wrong',
          title: 'Clean labels against memorised noise, at one learning rate',
        }),
        cleanAgainstWrong(outcome, chosen, {
          id: 'clean-against-wrong-chosen',
          title: 'Clean labels against memorised noise, with the values that each chose',
        }),
        cleanNoisyPanel(outcome, same),
        intervalsPanel(outcome, cleanBefore(early), {
          id: 'before-a-tenth',
          title: 'Clean labels fitted before a tenth of the wrong ones',
          caption: 'Share of clean training labels fitted before more than 10 % of the wrong ones were.',
          x: accuracyAxis('clean labels fitted'),
        }),
        intervalsPanel(outcome, cleanBefore(later), {
          id: 'before-a-quarter',
          title: 'Clean labels fitted before a quarter of the wrong ones',
          caption: 'Share of clean training labels fitted before more than 25 % of the wrong ones were.',
          x: accuracyAxis('clean labels fitted'),
        }),
      ],
      notes: [
        'A rule that never memorised so many wrong labels counts with the most clean labels that it fitted at all: training longer could only add to it.',
        'Between two epochs a straight line is drawn. Shares are over the training examples measured after each epoch.',
        'A wrong label is also predicted by mistake: a network that memorises nothing predicts a few in a hundred.',
        betterNote,
        choiceNote,
        fewSeedsNote,
      ],
    }
  },
})
