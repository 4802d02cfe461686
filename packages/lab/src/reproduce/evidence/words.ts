import { percentNumber } from '../../report/format.ts'
import type { Evidence } from './claim.ts'

const sign = (value: number, text: string): string => (value < 0 ? `−${text}` : `+${text}`)

const written = ({ unit }: Pick<Evidence, 'unit'>, value: number): string =>
  sign(value, unit === 'share' ? percentNumber(Math.abs(value)) : Math.abs(value).toPrecision(3))

/** `+2.1 points [+1.8, +2.5]`, with its sign and interval. */
export const differenceInWords = (evidence: Evidence | null): string =>
  evidence === null
    ? 'too few seeds have it'
    : `${written(evidence, evidence.estimate)}${evidence.unit === 'share' ? '\u00a0points' : ''} [${written(evidence, evidence.low)}, ${written(evidence, evidence.high)}]`
