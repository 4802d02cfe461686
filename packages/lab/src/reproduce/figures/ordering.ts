import { difference, whetherAbove, whetherLevel } from '../evidence/claim.ts'
import { accuracyAxis, curvesPanel, intervalsPanel } from '../evidence/panels.ts'
import { peak } from '../evidence/quantity.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { Claim } from '../result.ts'
import { onlyCondition } from '../study/outcome.ts'
import { mainStudy } from './mainStudy.ts'

/** Differences of accuracies below this are called level: one example in a hundred. */
const margin = 0.01

export const ordering = figure({
  name: 'ordering',
  title: 'SGD, SAM and its two halves',
  hypothesis:
    'A deep network keeps nearly all of 1-SAM’s resistance to label noise when only the Jacobian term is perturbed (J-SAM), and nearly none when only the logit term is (L-SAM). So peak test accuracy should be ordered SGD ≈ L-SAM ≪ norm-regularised < J-SAM ≈ 1-SAM.',
  study: mainStudy,
  conclude: outcome => {
    const condition = onlyCondition(outcome.study).name
    const compared = (of: string, over: string) =>
      difference(outcome, {
        of: { condition, family: of },
        over: { condition, family: over },
        quantity: peak,
        called: `${of} − ${over}, peak`,
      })
    const [logit, jacobian, norm, norms, halves] = [
      compared('L-SAM', 'SGD'),
      compared('J-SAM', 'SGD'),
      compared('norm-regularised', 'SGD'),
      compared('J-SAM', 'norm-regularised'),
      compared('J-SAM', '1-SAM'),
    ]
    const claims: readonly Claim[] = [
      {
        paper: 'L-SAM is about as good as SGD.',
        found: `L-SAM’s peak lies ${differenceInWords(logit)} from SGD’s.`,
        evidence: logit,
        verdict: whetherLevel(logit, margin),
      },
      {
        paper: 'J-SAM is far better than SGD.',
        found: `J-SAM’s peak lies ${differenceInWords(jacobian)} from SGD’s.`,
        evidence: jacobian,
        verdict: whetherAbove(jacobian),
      },
      {
        paper: 'Regularising the norms of features and head is better than SGD.',
        found: `The norm-regularised peak lies ${differenceInWords(norm)} from SGD’s.`,
        evidence: norm,
        verdict: whetherAbove(norm),
      },
      {
        paper: 'J-SAM is better than the regulariser that imitates it.',
        found: `J-SAM’s peak lies ${differenceInWords(norms)} from the norm-regularised one.`,
        evidence: norms,
        verdict: whetherAbove(norms),
      },
      {
        paper: 'J-SAM is as good as 1-SAM.',
        found: `J-SAM’s peak lies ${differenceInWords(halves)} from 1-SAM’s.`,
        evidence: halves,
        verdict: whetherLevel(halves, margin),
      },
    ]
    const agreed = claims.filter(({ verdict }) => verdict === 'agrees').length
    return {
      summary: `${agreed} of the ordering’s ${claims.length} parts came out as the paper has them: J-SAM’s peak lies ${differenceInWords(jacobian)} from SGD’s, L-SAM’s ${differenceInWords(logit)}.`,
      claims,
      panels: [
        curvesPanel(outcome, ({ test }) => test, {
          id: 'test-accuracy',
          title: 'Test accuracy',
          caption: 'Share of test examples classified correctly after each epoch.',
          y: accuracyAxis('test accuracy'),
        }),
        intervalsPanel(outcome, peak, {
          id: 'peak',
          title: 'Peak test accuracy',
          caption: 'Best test accuracy of any epoch, as the paper reports it.',
          x: accuracyAxis('peak test accuracy'),
        }),
      ],
      notes: [
        'Two accuracies are called level when all of the interval of their difference lies within one point.',
      ],
    }
  },
})
