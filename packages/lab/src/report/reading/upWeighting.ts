import { mean } from '@planish/analysis'
import { upWeightingRatio } from '../curves.ts'
import type { Facts, RuleFacts } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

/** A ratio is told from 1 when it differs by this much. */
export const margin = 0.05

/** The mean ratio of some epochs, seed by seed. */
function ratiosBySeed({ measurements }: RuleFacts, within: (epoch: number) => boolean): readonly number[] {
  const bySeed = new Map<number, number[]>()
  for (const metrics of measurements) {
    const ratio = upWeightingRatio(metrics)
    if (ratio !== null && within(metrics.epoch)) {
      bySeed.set(metrics.seed, [...(bySeed.get(metrics.seed) ?? []), ratio])
    }
  }
  return [...bySeed.values()].flatMap(ratios => mean(ratios) ?? [])
}

const isUp = (ratio: number): boolean => ratio >= 1 + margin - 1e-9
const isDown = (ratio: number): boolean => ratio <= 1 - margin + 1e-9

/** How a rule's seeds stand to the margin: a direction only if all agree on it. */
type Verdict = 'up' | 'down' | 'level' | 'mixed'

function verdict(ratios: readonly number[]): Verdict {
  if (ratios.every(isUp)) return 'up'
  if (ratios.every(isDown)) return 'down'
  return ratios.some(ratio => isUp(ratio) || isDown(ratio)) ? 'mixed' : 'level'
}

const clauses: { readonly [verdict in Verdict]: string } = {
  up: 'Clean examples are up-weighted more than noisy ones early on',
  down: 'Noisy examples are up-weighted more than clean ones early on',
  level: 'Clean and noisy examples are weighted about alike early on',
  mixed: 'The seeds disagree about early up-weighting',
}

/** Whether the perturbation up-weights clean examples early in training. */
export function upWeighting({ record, rules, noisy }: Facts): Paragraph | null {
  if (!noisy) return null
  const { epochs } = record.config
  const span = Math.max(1, Math.floor(epochs / 5))
  const found = rules.flatMap(rule => {
    const ratios = ratiosBySeed(rule, epoch => epoch <= span)
    const early = mean(ratios)
    if (early === null) return []
    const late = mean(ratiosBySeed(rule, epoch => epoch > epochs - span))
    return [{ name: rule.name, verdict: verdict(ratios), early, late }]
  })
  if (found.length === 0) return null
  const change = ({ name, early, late }: (typeof found)[number]): string =>
    late === null || epochs <= span
      ? `${name} ${early.toFixed(2)}`
      : `${name} ${early.toFixed(2)}, later ${late.toFixed(2)}`
  const sentences = (['up', 'down', 'level', 'mixed'] as const).flatMap(kind => {
    const group = found.filter(rule => rule.verdict === kind)
    return group.length === 0 ? [] : [`${clauses[kind]}: ${group.map(change).join('; ')}.`]
  })
  return {
    topic: 'upWeighting',
    heading: 'Up-weighting of clean examples',
    sentences: [
      `The ratio compares how much a 1-SAM perturbation raises the residuals of clean and of noisy examples, by their medians, at each rule’s own weights; early is ${span === 1 ? 'epoch 1' : `the first ${span} epochs`}.`,
      ...sentences,
    ],
  }
}
