import type { ResultRow } from '../../run/record.ts'
import { type Comparison, compare, type Relation } from '../compare.ts'
import { counted, list, percent } from '../format.ts'
import type { PaperRule } from '../paperRule.ts'
import { type Facts, type RuleFacts, representative, settingsOf } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

/** What the paper found for a kind of model: tiers from the lowest peak test accuracy to the highest. */
interface Ordering {
  readonly text: string
  readonly models: string
  readonly tiers: readonly (readonly PaperRule[])[]
}

const deep: Ordering = {
  text: 'SGD ≈ L-SAM < norm-regularised < J-SAM ≈ 1-SAM',
  models: 'deep models',
  tiers: [['sgd', 'lSam'], ['normRegularised'], ['jSam', 'oneSam']],
}

const linear: Ordering = {
  text: 'SGD = J-SAM < L-SAM = 1-SAM',
  models: 'linear models',
  tiers: [
    ['sgd', 'jSam'],
    ['lSam', 'oneSam'],
  ],
}

/** The paper's finding that applies to a model, by its specification. */
const orderingFor = (model: string): Ordering => (/^linear(:|$)/.test(model.trim()) ? linear : deep)

/** A comparison that the paper's ordering makes, and that this run can. */
interface Check {
  readonly lower: RuleFacts
  readonly upper: RuleFacts
  /** How the paper has the upper rule stand to the lower one. */
  readonly expected: 'higher' | 'level'
  readonly found: Comparison
}

const pairs = <A>(items: readonly A[]): readonly (readonly [A, A])[] =>
  items.flatMap((first, index) => items.slice(index + 1).map(second => [first, second] as const))

/** The comparisons within each tier and between neighbouring tiers, of the rules that are there. */
function checks(facts: Facts, { tiers }: Ordering): readonly Check[] {
  const present = tiers
    .map(tier => tier.flatMap(rule => representative(facts, rule) ?? []))
    .filter(tier => tier.length > 0)
  const check = (lower: RuleFacts, upper: RuleFacts, expected: Check['expected']): Check => ({
    lower,
    upper,
    expected,
    found: compare(upper.row, lower.row, 'peak', facts.tolerance),
  })
  const within = present.flatMap(tier => pairs(tier).map(([lower, upper]) => check(lower, upper, 'level')))
  const between = present.flatMap((tier, index) =>
    tier.flatMap(lower => (present[index + 1] ?? []).map(upper => check(lower, upper, 'higher'))),
  )
  return [...within, ...between]
}

const peakOf = ({ name, row }: { readonly name: string; readonly row: ResultRow }): string =>
  `${name} (${percent(row.peak)})`

const standing: { readonly [relation in Relation]: string } = {
  higher: 'above',
  lower: 'below',
  level: 'level with',
  unclear: 'not told from',
}

const deviation = ({ lower, upper, expected, found }: Check): string =>
  `${peakOf(upper)} is ${standing[found.relation]} ${peakOf(lower)}, where the paper has ${expected === 'level' ? 'them level' : 'it above'}`

const agree = (agreeing: number): string => `${agreeing} ${agreeing === 1 ? 'agrees' : 'agree'}`

/** Whether the paper's ordering of the rules shows in this run, and where it does not. */
export function ordering(facts: Facts): Paragraph | null {
  if (!facts.noisy) return null
  const paper = orderingFor(facts.record.config.model)
  const made = checks(facts, paper)
  if (made.length === 0) return null
  const unclear = made.filter(({ found }) => found.relation === 'unclear')
  const against = made.filter(
    ({ expected, found }) => found.relation !== 'unclear' && found.relation !== expected,
  )
  const agreeing = made.length - unclear.length - against.length
  const comparisons = counted(made.length, 'comparison')
  const verdict =
    agreeing === made.length
      ? made.length === 1
        ? 'The one comparison of it that this run allows agrees.'
        : `It shows in this run: all ${comparisons} of it that the run allows agree.`
      : against.length === 0
        ? `Whether it shows in this run is open: of the ${comparisons} of it that the run allows, ${agree(agreeing)} and ${unclear.length} ${unclear.length === 1 ? 'is' : 'are'} undecided.`
        : `It does not fully show in this run: of the ${comparisons} of it that the run allows, ${agree(agreeing)}.`
  return {
    topic: 'ordering',
    heading: 'The paper’s ordering',
    sentences: [
      `For ${paper.models} under label noise, Baek, Kolter and Raghunathan (2024) found, in peak test accuracy, ${paper.text}.`,
      verdict,
      ...(against.length === 0 ? [] : [`Against it: ${against.map(deviation).join('; ')}.`]),
      ...(unclear.length === 0
        ? []
        : [
            `Undecided by these seeds: ${list(unclear.map(({ lower, upper }) => `${peakOf(upper)} against ${peakOf(lower)}`))}.`,
          ]),
      ...chosen(facts, paper),
      ...missing(facts, paper),
    ],
  }
}

const paperNames: { readonly [rule in PaperRule]: string } = {
  sgd: 'SGD',
  lSam: 'L-SAM',
  normRegularised: 'norm-regularised SGD',
  jSam: 'J-SAM',
  oneSam: '1-SAM',
}

/** Which setting stands for each rule that was trained with several. */
const chosen = (facts: Facts, { tiers }: Ordering): readonly string[] =>
  tiers.flat().flatMap(rule => {
    const settings = settingsOf(facts, rule)
    const standsFor = representative(facts, rule)
    return settings.length < 2 || standsFor === undefined
      ? []
      : [
          `Of ${settings.length} settings of ${paperNames[rule]}, the one with the best test peak stands for it: ${standsFor.name}.`,
        ]
  })

function missing(facts: Facts, { tiers }: Ordering): readonly string[] {
  const absent = tiers.flat().filter(rule => representative(facts, rule) === undefined)
  return absent.length === 0
    ? []
    : [`Not trained here, so not compared: ${list(absent.map(rule => paperNames[rule]))}.`]
}
