import type { IntervalsPanel, LinesPanel } from '../panel.ts'
import type { Claim } from '../result.ts'
import { familyNames, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import type { Condition } from '../study/study.ts'
import { difference, type Evidence, paired, whetherAbove } from './claim.ts'
import { peakAtEqualCost } from './equalCost.ts'
import { accuracyAxis, againstCondition } from './panels.ts'
import { peak, type Quantity } from './quantity.ts'
import { slope } from './slope.ts'
import { differenceInWords } from './words.ts'

/** What gains are counted from. */
export const base = 'SGD'

/** The families that are to gain. */
const gaining = (outcome: StudyOutcome): readonly string[] =>
  familyNames(outcome.study).filter(family => family !== base)

/** How much more of a quantity a family has than SGD under a condition, paired by seed. */
export const gainAt = (
  outcome: StudyOutcome,
  condition: string,
  family: string,
  quantity: Quantity,
): Evidence | null =>
  difference(outcome, {
    of: { condition, family },
    over: { condition, family: base },
    quantity,
    called: `${family} − ${base}, ${condition}`,
  })

/** The gain of each seed, by seed; of those that have the quantity with both. */
function gainsBySeed(
  outcome: StudyOutcome,
  condition: string,
  family: string,
  quantity: Quantity,
): ReadonlyMap<number, number> {
  const from = new Map(
    trialsAt(outcome, { condition, family: base }).map(trial => [trial.seed, quantity(trial)] as const),
  )
  return new Map(
    trialsAt(outcome, { condition, family }).flatMap(trial => {
      const [value, less] = [quantity(trial), from.get(trial.seed) ?? null]
      return value === null || less === null ? [] : [[trial.seed, value - less] as const]
    }),
  )
}

/** How much more a family gains under one condition than under another, paired by seed. */
export function gainDifference(
  outcome: StudyOutcome,
  family: string,
  { at, than }: { readonly at: string; readonly than: string },
  quantity: Quantity = peak,
): Evidence | null {
  const less = gainsBySeed(outcome, than, family, quantity)
  const pairs = [...gainsBySeed(outcome, at, family, quantity)].flatMap(([seed, gain]) => {
    const other = less.get(seed)
    return other === undefined ? [] : [[gain, other] as const]
  })
  return paired(pairs, `gain of ${family}: ${at} − ${than}`)
}

/** The slope of a family's gain against where its conditions stand, a slope for each seed. */
export function gainSlope(
  outcome: StudyOutcome,
  family: string,
  called: string,
  quantity: Quantity = peak,
): Evidence | null {
  const at = outcome.study.conditions.flatMap(({ name, x }) =>
    x === undefined ? [] : [{ x, gains: gainsBySeed(outcome, name, family, quantity) }],
  )
  const seeds = [...(at[0]?.gains.keys() ?? [])]
  const slopes = seeds.flatMap(seed => {
    const points = at.flatMap(({ x, gains }) => {
      const gain = gains.get(seed)
      return gain === undefined ? [] : [[x, gain] as const]
    })
    const steepness = slope(points)
    return steepness === null ? [] : [[steepness, 0] as const]
  })
  return paired(slopes, called)
}

/** Of several numbers the one that decides whether all lie above zero: one that lies below it, or else the least sure. */
export const weakest = (of: readonly (Evidence | null)[]): Evidence | null => {
  if (of.length === 0 || of.includes(null)) return null
  const all = (of as readonly Evidence[]).toSorted((a, b) => a.low - b.low)
  return all.find(({ high }) => high < 0) ?? (all[0] as Evidence)
}

/** What is told of a gain under every condition. */
export interface EveryGain {
  /** As `at every width`. */
  readonly everywhere: string
  /** By default all but SGD. */
  readonly families?: readonly string[]
  /** By default all. */
  readonly conditions?: readonly Condition[]
  /** Whether the claim is none that we know the paper to make. */
  readonly ours?: boolean
}

/** That each family's peak is above SGD's under every condition: after as many epochs, and for as many gradient evaluations. */
export function everyGain(
  outcome: StudyOutcome,
  { everywhere, families = gaining(outcome), conditions = outcome.study.conditions, ours = false }: EveryGain,
): readonly Claim[] {
  const costs = [
    ['', peak],
    [' for as many gradient evaluations', peakAtEqualCost(outcome)],
  ] as const
  return costs.flatMap(([cost, quantity]) =>
    families.map((family): Claim => {
      const decides = weakest(conditions.map(({ name }) => gainAt(outcome, name, family, quantity)))
      const claim = `have a higher peak than ${base} ${everywhere}${cost}.`
      return {
        // Of costs the paper's claims, as far as we know them, say nothing.
        paper:
          cost === '' && !ours
            ? claim.replace('have', `${family} has`)
            : `One would expect ${family} to ${claim}`,
        found: `The ${decides !== null && decides.high < 0 ? 'lowest gain' : 'gain that is least sure'} is ${differenceInWords(decides)}${decides === null ? '' : ` (${decides.quantity})`}.`,
        evidence: decides,
        verdict: whetherAbove(decides),
      }
    }),
  )
}

/** What varies, on the axis of a panel. */
export interface Varied {
  readonly x: LinesPanel['x']
  /** As `width`. */
  readonly against: string
}

/** Gains over SGD against what the conditions vary, a line for each family. */
export function gainPanel(
  outcome: StudyOutcome,
  quantity: Quantity,
  panel: Pick<LinesPanel, 'id' | 'title' | 'caption' | 'x'>,
): LinesPanel {
  return {
    kind: 'lines',
    ...panel,
    caption: `${panel.caption} Means over the seeds, bands are 95 % bootstrap intervals of the differences, paired by seed.`,
    y: accuracyAxis(`gain over ${base}, points`),
    references: [{ axis: 'y', at: 0, label: base }],
    series: familyNames(outcome.study).flatMap((family, row) => {
      if (family === base) return []
      const points = outcome.study.conditions.flatMap(({ name, x }) => {
        const gain = gainAt(outcome, name, family, quantity)
        return x === undefined || gain === null
          ? []
          : [{ x, mean: gain.estimate, low: gain.low, high: gain.high }]
      })
      return points.length === 0 ? [] : [{ label: family, row, points }]
    }),
  }
}

/** Gains over SGD as dots with intervals, a group for each condition. */
export function gainIntervals(
  outcome: StudyOutcome,
  quantity: Quantity,
  panel: Pick<IntervalsPanel, 'id' | 'title' | 'caption'>,
): IntervalsPanel {
  return {
    kind: 'intervals',
    ...panel,
    caption: `${panel.caption} Dots are means over the seeds, lines 95 % bootstrap intervals of the differences, paired by seed.`,
    x: accuracyAxis(`gain over ${base}, points`),
    reference: { at: 0, label: base },
    groups: outcome.study.conditions.map(({ name }) => ({
      title: name,
      rows: familyNames(outcome.study).flatMap((family, row) => {
        const gain = family === base ? null : gainAt(outcome, name, family, quantity)
        return gain === null
          ? []
          : [{ label: family, row, mean: gain.estimate, low: gain.low, high: gain.high }]
      }),
    })),
  }
}

/** Peak, and gains at equal epochs and at equal cost, against what the conditions vary. */
export const gainPanels = (
  outcome: StudyOutcome,
  { x, against }: Varied,
): readonly [LinesPanel, LinesPanel, LinesPanel] => [
  againstCondition(outcome, peak, {
    id: 'peak',
    title: `Peak test accuracy against ${against}`,
    caption: 'Best test accuracy of any epoch.',
    x,
    y: accuracyAxis('peak test accuracy'),
  }),
  gainPanel(outcome, peak, {
    id: 'gain',
    title: `Gain over SGD against ${against}`,
    caption: 'How much higher than SGD’s the peak test accuracy is.',
    x,
  }),
  gainPanel(outcome, peakAtEqualCost(outcome), {
    id: 'gain-at-equal-cost',
    title: 'The same gain at equal cost',
    caption:
      'The peak is taken among the epochs within the gradient evaluations that SGD spends in the whole training: two for each batch are SAM’s, so it has half the epochs.',
    x,
  }),
]

/** What every figure of gains notes. */
export const gainNotes: readonly string[] = [
  'A claim about every condition is decided by the gain whose interval reaches lowest: it agrees when all intervals lie above zero and disagrees when one lies below. Each interval is a 95 % one by itself, and the lowest of several lies below zero by chance more often.',
  'For as many gradient evaluations SAM has half of the epochs, and no learning rate was chosen for that: at a small one it has not learnt enough by then.',
  'Values are chosen with one seed on few noisy examples, and two radii have no inside: beyond the chosen one there may be a better one, and what another choice would have changed is in no interval.',
  'Bootstrap intervals of five seeds or fewer are narrower than their name says: take a verdict that hangs on tenths of a point with care.',
]
