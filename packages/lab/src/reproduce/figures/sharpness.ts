import { inWords } from '../evidence/average.ts'
import { difference, type Evidence, whetherBelow } from '../evidence/claim.ts'
import { accuracyAxis } from '../evidence/panels.ts'
import { final, peak, type Quantity } from '../evidence/quantity.ts'
import { kendall, kendallWithin, type Pair, rankCorrelation, spearman } from '../evidence/rankCorrelation.ts'
import { intervalAt } from '../evidence/spread.ts'
import { differenceInWords } from '../evidence/words.ts'
import { figure } from '../figure.ts'
import {
  type SharpnessMeasures,
  type SharpnessOptions,
  sharpnessMeasures,
} from '../measured/sharpnessMeasures.ts'
import type { ScatterPanel, TablePanel } from '../panel.ts'
import type { Claim, Size } from '../result.ts'
import { familyNames, onlyCondition, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import { mainStudy } from './mainStudy.ts'

const effort: { readonly [size in Size]: SharpnessOptions } = {
  quick: { examples: 200, steps: 10, draws: 4, products: 20 },
  default: { examples: 500, steps: 20, draws: 8, products: 30 },
  paper: { examples: 500, steps: 20, draws: 32, products: 50 },
}

type Name = keyof SharpnessMeasures

const names: { readonly [name in Name]: string } = {
  worst: 'worst-case sharpness',
  adaptive: 'adaptive worst-case sharpness',
  average: 'average sharpness',
  eigenvalue: 'largest Hessian eigenvalue',
  trace: 'Hessian trace',
}

const measures = Object.keys(names) as readonly Name[]

type Outcome = StudyOutcome<SharpnessMeasures>

/** From here on a rank correlation would let one tell the better of two networks by its flatness mostly. */
const strong = 0.5

const flatness =
  (name: Name): Quantity<SharpnessMeasures> =>
  ({ measured }) =>
    -measured[name]

/** Flatness beside a quantity, of every network. */
const pairsOf = ({ trials }: Outcome, name: Name, quantity: Quantity): readonly Pair[] =>
  trials.map(trial => [flatness(name)(trial) as number, quantity(trial) as number])

/** The same, rule by rule. */
function byRules(outcome: Outcome, name: Name, quantity: Quantity): readonly (readonly Pair[])[] {
  const condition = onlyCondition(outcome.study).name
  return familyNames(outcome.study).map(family =>
    pairsOf({ ...outcome, trials: trialsAt(outcome, { condition, family }) }, name, quantity),
  )
}

const scatter = (
  outcome: Outcome,
  name: Name,
  quantity: Quantity,
  accuracy: 'peak' | 'final',
): ScatterPanel => ({
  kind: 'scatter',
  id: `${name}-${accuracy}`,
  title: `${names[name][0]?.toUpperCase()}${names[name].slice(1)} against ${accuracy} accuracy`,
  caption: `Each dot is a network at the end of its training: a rule and a seed. Further left is flatter. If flatness made the ${accuracy} accuracy, dots would fall from the upper left to the lower right.`,
  x: {
    label: names[name],
    format: 'scientific',
    ...(outcome.trials.every(({ measured }) => measured[name] > 0) && { scale: 'log' as const }),
  },
  y: accuracyAxis(`${accuracy} test accuracy`),
  groups: familyNames(outcome.study).map((family, row) => ({
    label: family,
    row,
    points: trialsAt(outcome, { condition: onlyCondition(outcome.study).name, family }).map(trial => ({
      x: trial.measured[name],
      y: quantity(trial) as number,
      label: `${family}, seed ${trial.seed}`,
    })),
  })),
})

const byRule = (outcome: Outcome): TablePanel => ({
  kind: 'table',
  id: 'by-rule',
  title: 'Means by rule',
  caption: 'Means over the seeds, at the end of training.',
  columns: [
    { label: 'rule', format: 'text' },
    { label: 'peak', format: 'percent' },
    { label: 'final', format: 'percent' },
    ...measures.map(name => ({ label: names[name], format: 'scientific' as const })),
  ],
  rows: familyNames(outcome.study).map(family => {
    const place = { condition: onlyCondition(outcome.study).name, family }
    const mean = (quantity: Quantity<SharpnessMeasures>) => intervalAt(outcome, place, quantity)?.mean ?? null
    return [family, mean(peak), mean(final), ...measures.map(name => mean(({ measured }) => measured[name]))]
  }),
})

const correlations = (outcome: Outcome): TablePanel => ({
  kind: 'table',
  id: 'correlations',
  title: 'Flatness and accuracy in rank',
  caption:
    'Rank correlations of flatness (sharpness with its sign turned) and accuracy: 1 where the flatter network is always the more accurate one. Within rules: only networks of one rule are compared with each other.',
  columns: [
    { label: 'measure', format: 'text' },
    { label: 'τ, peak', format: 'number' },
    { label: 'ρ, peak', format: 'number' },
    { label: 'τ, peak, within rules', format: 'number' },
    { label: 'τ, final', format: 'number' },
    { label: 'ρ, final', format: 'number' },
    { label: 'τ, final, within rules', format: 'number' },
  ],
  rows: measures.map(name => [
    names[name],
    ...[peak, final].flatMap(quantity => [
      kendall(pairsOf(outcome, name, quantity)),
      spearman(pairsOf(outcome, name, quantity)),
      kendallWithin(byRules(outcome, name, quantity)),
    ]),
  ]),
})

/** ln of how many times sharper one rule's networks are than another's, seed by seed. */
const logRatio = (outcome: Outcome, name: Name, of: string, over: string): Evidence | null => {
  const condition = onlyCondition(outcome.study).name
  return difference(outcome, {
    of: { condition, family: of },
    over: { condition, family: over },
    quantity: ({ measured }) => (measured[name] > 0 ? Math.log(measured[name]) : null),
    called: `ln(${of}/${over}), ${names[name]}`,
    unit: 'number',
  })
}

export const sharpness = figure<SharpnessMeasures>({
  name: 'sharpness',
  title: 'Is it flatness?',
  hypothesis:
    'SAM was made to find flat minima, but the paper holds that its resistance to label noise comes from what it does early in training, not from the flatness of where it ends. So a network’s sharpness at the end should not tell its peak accuracy.',
  study: mainStudy,
  measurement: size => sharpnessMeasures(effort[size]),
  conclude: (outcome, size) => {
    const condition = onlyCondition(outcome.study).name
    const claimOf = (name: Name): Claim => {
      const evidence = rankCorrelation(
        byRules(outcome, name, peak),
        `Kendall’s τ of flatness and peak, ${names[name]}`,
        'rules',
      )
      return {
        paper: `One would expect flatness at the end not to tell most of which network has the higher peak (${names[name]}).`,
        found: `Of two networks the flatter one tends to have the higher peak with τ = ${inWords(evidence)}; among seeds of one rule τ is ${kendallWithin(byRules(outcome, name, peak)).toFixed(2)}.`,
        evidence,
        verdict: whetherBelow(evidence, strong),
      }
    }
    const gain = difference(outcome, {
      of: { condition, family: 'L-SAM' },
      over: { condition, family: 'SGD' },
      quantity: peak,
      called: 'L-SAM − SGD, peak',
    })
    const flatter = logRatio(outcome, 'worst', 'L-SAM', 'SGD')
    const claims = measures.map(claimOf)
    const taus = measures.map(name => kendall(pairsOf(outcome, name, peak)))
    return {
      summary: `Kendall’s τ of flatness at the end and peak accuracy lies between ${Math.min(...taus).toFixed(2)} and ${Math.max(...taus).toFixed(2)} by measure, over ${outcome.trials.length} networks${Math.min(...taus) > 0 ? ': flatter ones did tend to peak higher, from rule to rule, and so few rules decide nothing' : ''}. L-SAM’s peak lies ${differenceInWords(gain)} from SGD’s, the logarithm of its worst-case sharpness ${differenceInWords(flatter)}.`,
      claims,
      panels: [
        ...(['worst', 'adaptive', 'eigenvalue', 'trace', 'average'] as const).map(name =>
          scatter(outcome, name, peak, 'peak'),
        ),
        scatter(outcome, 'worst', final, 'final'),
        scatter(outcome, 'adaptive', final, 'final'),
        correlations(outcome),
        byRule(outcome),
      ],
      notes: [
        'Correlation, not cause: rules differ in more than flatness, and a rule that makes networks flat and accurate in two ways gives a high τ as well. Networks of one rule are alike: intervals draw whole rules, and six of them are few.',
        `A claim agrees where all of τ’s interval lies below ${strong}, disagrees where all lies above. Intervals are percentile bootstrap ones over rules.`,
        `Measured at the last weights on ${effort[size].examples} correctly labelled training examples at most (their labels are the clean ones), with the run’s own loss. Worst case: ‖δ‖₂ ≤ 0.05, Auto-PGD of ${effort[size].steps} steps; adaptive: ‖δ/|w|‖₂ ≤ 0.5 with normalised logits; average: weights of deviation 0.003, ${effort[size].draws} draws; eigenvalue: Lanczos, ${effort[size].products} products at most; trace: Hutchinson, ${effort[size].draws} draws.`,
      ],
    }
  },
})
