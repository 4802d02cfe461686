import { counted, percentNumber } from '../../report/format.ts'
import type { Claim } from '../result.ts'
import { written } from './panel/formats.ts'

type Evidence = NonNullable<Claim['evidence']>

/** A number with a real minus sign. */
const signed = (text: string): string => text.replace(/^-/, '−')

/** The evidence's numbers, written. */
export interface SpeltEvidence {
  /** With its unit: `2.1 points`. */
  readonly estimate: string
  /** `[1.0, 3.2]`; null where there is none. */
  readonly interval: string | null
  /** `5 seeds`. */
  readonly seeds: string
}

/** How the number that decides is written: a share in points of percent, others as they are. */
export function spelt({ unit, estimate, low, high, seeds, counted: of }: Evidence): SpeltEvidence {
  const write = (value: number): string =>
    unit === 'share' ? signed(percentNumber(value)) : written('number').said(value)
  const hasInterval = Number.isFinite(low) && Number.isFinite(high) && (low < high || seeds > 1)
  return {
    estimate: Number.isFinite(estimate)
      ? `${write(estimate)}${unit === 'share' ? '\u00a0points' : ''}`
      : 'none',
    interval: hasInterval ? `[${write(low)}, ${write(high)}]` : null,
    seeds: of === undefined ? counted(seeds, 'seed') : `${seeds} ${of}`,
  }
}

/** Evidence in one line: `1-SAM − SGD, peak: 2.1 points [1.0, 3.2], 5 seeds`. */
export function evidenceLine(evidence: Claim['evidence']): string {
  if (evidence === null) return 'nothing measured decides it'
  const { estimate, interval, seeds } = spelt(evidence)
  return `${evidence.quantity}: ${estimate}${interval === null ? '' : ` ${interval}`}, ${seeds}`
}
