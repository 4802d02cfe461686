import { paired, whetherAbove, whetherLevel } from '../evidence/claim.ts'
import { betterNote, choiceNote, fewSeedsNote, levelNote, margin } from '../evidence/notes.ts'
import { accuracyAxis, curvesPanel, intervalsPanel } from '../evidence/panels.ts'
import { type EpochQuantity, final, peak, type Quantity } from '../evidence/quantity.ts'
import { within } from '../evidence/within.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import type { LinesPanel } from '../panel.ts'
import type { Claim, Size } from '../result.ts'
import { type StudyOutcome, trialsAt } from '../study/outcome.ts'
import type { Candidate, Family, Study } from '../study/study.ts'
import { jSam, lSam, oneSam, seeds, setting, sgd } from './setting.ts'

const deep = 'deep network'
const linear = 'linear model'

/**
 * What the linear model chooses among. J-SAM is SGD there whatever its radius, and L-SAM is 1-SAM: each pair is given
 * the same choice, so that nothing but the rules could part them.
 */
const linearGrids: {
  readonly [size in Size]: { readonly rates: readonly number[]; readonly radii: readonly number[] }
} = {
  quick: { rates: [0.05], radii: [0.03] },
  default: { rates: [0.02, 0.01, 0.04, 0.005], radii: [0.03, 0.1] },
  paper: { rates: [0.01, 0.003, 0.03], radii: [0.01] },
}

function linearFamilies(size: Size): readonly Family[] {
  const { rates, radii } = linearGrids[size]
  const byRate = (rule: string): readonly Candidate[] => rates.map(learningRate => ({ rule, learningRate }))
  const both = radii.flatMap(rho => rates.map(learningRate => ({ rho, learningRate })))
  // As many as the others have: of two radii, half of the rates each.
  const byRadius = (term: string): readonly Candidate[] =>
    both
      .filter(({ learningRate }) => rates.indexOf(learningRate) < rates.length / radii.length)
      .map(({ rho, learningRate }) => ({ rule: `sam:rho=${rho},m=1${term}`, learningRate }))
  return [
    { name: 'SGD', candidates: byRate('sgd') },
    { name: 'L-SAM', candidates: byRadius(',term=logit') },
    { name: 'J-SAM', candidates: byRate(`sam:rho=${radii[0]},m=1,term=jacobian`) },
    { name: '1-SAM', candidates: byRadius('') },
  ]
}

const study = (size: Size): Study => ({
  setting: setting[size],
  conditions: [
    { name: deep, config: {} },
    { name: linear, config: { model: 'linear' }, families: linearFamilies(size) },
  ],
  families: [sgd, lSam, jSam, oneSam].map(of => of(size)),
  seeds: seeds[size],
})

/** How much more than a noisy example’s residual a clean one’s grows. */
const ratio: EpochQuantity = ({ upWeighting: { clean, noisy } }) =>
  clean === null || noisy === null ? null : clean / noisy

/** The mean ratio of the first fifth of the epochs. */
const earlyRatio: Quantity = ({ epochs }) => {
  const values = epochs
    .slice(0, Math.ceil(epochs.length / 5))
    .map(ratio)
    .filter(value => value !== null)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of one family: how far above 1 the ratio lies early. */
const above1 = (outcome: StudyOutcome, condition: string, family: string) =>
  paired(
    trialsAt(outcome, { condition, family }).flatMap(trial => {
      const value = earlyRatio(trial)
      return value === null ? [] : [[value, 1] as const]
    }),
    `ratio of up-weighting − 1, ${family}, ${condition}`,
    'number',
  )

const ratioPanel = (outcome: StudyOutcome, condition: string): LinesPanel =>
  curvesPanel(outcome, ratio, {
    id: condition === deep ? 'ratio-deep' : 'ratio-linear',
    title: `Clean examples’ weight over noisy ones’, ${condition}`,
    caption:
      'By how many times 1-SAM’s perturbation multiplies the residual’s norm of clean examples (their median), over the same of noisy ones, after each epoch. Above 1, clean examples gain weight. It is measured with one ρ for all rules, whether or not they perturb.',
    y: { label: 'clean ÷ noisy', format: 'number' },
    references: [{ axis: 'y', at: 1, label: 'equal weights' }],
    condition,
  })

export const upWeighting = figure({
  name: 'up-weighting',
  title: 'Up-weighting of clean examples, in linear and deep models',
  hypothesis:
    'SAM gives examples of low loss, which early on are the clean ones, a greater weight. In a linear model that is all that it does: L-SAM is 1-SAM there, and J-SAM is SGD. In a deep network the weights alone (L-SAM) should not explain what 1-SAM gains.',
  study,
  conclude: outcome => {
    const [inLinear, inDeep] = [within(outcome, linear), within(outcome, deep)]
    const ratios = ([deep, linear] as const).map(condition => above1(outcome, condition, '1-SAM'))
    const [logit, jacobian, gain, alone, rest] = [
      inLinear('L-SAM', '1-SAM', peak, 'peak, linear'),
      inLinear('J-SAM', 'SGD', peak, 'peak, linear'),
      inLinear('L-SAM', 'SGD', peak, 'peak, linear'),
      inDeep('L-SAM', 'SGD', peak, 'peak, deep'),
      inDeep('1-SAM', 'L-SAM', peak, 'peak, deep'),
    ]
    const claims: readonly Claim[] = [
      ...ratios.map((evidence, index): Claim => {
        const where = index === 0 ? 'deep network' : 'linear model'
        return {
          paper: `Early in training SAM up-weights clean examples over noisy ones, in the ${where}.`,
          found: `In 1-SAM’s first fifth of the epochs the ratio of the weights lies ${differenceInWords(evidence)} from 1.`,
          evidence,
          verdict: whetherAbove(evidence),
        }
      }),
      {
        paper: 'In a linear model L-SAM is 1-SAM.',
        found: `L-SAM’s peak lies ${differenceInWords(logit)} from 1-SAM’s.`,
        evidence: logit,
        verdict: whetherLevel(logit, margin),
      },
      {
        paper: 'In a linear model J-SAM is SGD.',
        found: `J-SAM’s peak lies ${differenceInWords(jacobian)} from SGD’s.`,
        evidence: jacobian,
        verdict: whetherLevel(jacobian, margin),
      },
      {
        paper: 'In a linear model L-SAM is better than SGD.',
        found: `L-SAM’s peak lies ${differenceInWords(gain)} from SGD’s.`,
        evidence: gain,
        verdict: whetherAbove(gain),
      },
      {
        paper: 'In a deep network the up-weighting alone, L-SAM, is about as good as SGD.',
        found: `L-SAM’s peak lies ${differenceInWords(alone)} from SGD’s.`,
        evidence: alone,
        verdict: whetherLevel(alone, margin),
      },
      {
        paper: 'In a deep network 1-SAM is better than its up-weighting alone.',
        found: `1-SAM’s peak lies ${differenceInWords(rest)} from L-SAM’s.`,
        evidence: rest,
        verdict: whetherAbove(rest),
      },
    ]
    return {
      summary: `Early on the weights’ ratio lies ${differenceInWords(ratios[0] ?? null)} from 1 in the deep network and ${differenceInWords(ratios[1] ?? null)} in the linear model. In the deep one L-SAM’s peak lies ${differenceInWords(alone)} from SGD’s, in the linear one ${differenceInWords(gain)}.`,
      claims,
      panels: [
        ratioPanel(outcome, deep),
        ratioPanel(outcome, linear),
        intervalsPanel(outcome, peak, {
          id: 'peak',
          title: 'Peak test accuracy',
          caption: 'Best test accuracy of any epoch.',
          x: accuracyAxis('peak test accuracy'),
        }),
        intervalsPanel(outcome, final, {
          id: 'final',
          title: 'Final test accuracy',
          caption: 'Test accuracy after the last epoch.',
          x: accuracyAxis('final test accuracy'),
        }),
      ],
      notes: [
        'The linear model is a softmax over all classes. Its Jacobian does not depend on the weights, so L-SAM = 1-SAM and J-SAM = SGD hold exactly, up to rounding, and both of a pair choose among the same values. What holds only approximately with more than two classes is that SAM merely re-weights: the perturbed residual is not parallel to the other one, and its growth is not a function of the margin alone.',
        'An example is re-weighted by ‖r(w+ε)‖ / ‖r(w)‖, r its softmax less its label, ε its own perturbation.',
        levelNote,
        betterNote,
        choiceNote,
        fewSeedsNote,
      ],
    }
  },
})
