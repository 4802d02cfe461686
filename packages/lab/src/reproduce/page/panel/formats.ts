import { count, percent, percentNumber, roundPercent } from '../../../report/format.ts'
import type { Axis, Format } from '../../panel.ts'

/** How a number is written on an axis, in a sentence and in a table whose heading has the unit. */
export interface Written {
  readonly tick: (value: number) => string
  readonly said: (value: number) => string
  readonly cell: (value: number) => string
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `1.2·10⁻⁴`; a power of ten by itself is `10⁻⁴`. */
function scientific(digits: number) {
  return (value: number): string => {
    if (value === 0) return '0'
    const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e')
    const raised = [...exponent.replace('+', '')]
      .map(character => (character === '-' ? '⁻' : (superscripts[Number(character)] ?? '')))
      .join('')
    const factor = mantissa.replace(/\.0*$|(\.\d*?)0+$/, '$1')
    if (Number(exponent) === 0) return factor
    const power = raised === '¹' ? '10' : `10${raised}`
    return factor === '1' ? power : factor === '-1' ? `-${power}` : `${factor}·${power}`
  }
}

/** So many significant digits, without zeros behind them; what is too small or too large for that as a power of ten. */
const significant =
  (digits: number) =>
  (value: number): string => {
    const size = Math.abs(value)
    if (size !== 0 && (size < 1e-4 || size >= 1e7)) return scientific(digits)(value)
    const rounded = Number(value.toPrecision(digits))
    return Number.isInteger(rounded) ? count(rounded) : String(rounded)
  }

const all: { readonly [format in Format]: Written } = {
  percent: { tick: roundPercent, said: percent, cell: percentNumber },
  number: { tick: significant(3), said: significant(4), cell: significant(4) },
  count: {
    tick: value => (Number.isInteger(value) ? count(value) : significant(3)(value)),
    said: count,
    cell: count,
  },
  scientific: { tick: scientific(2), said: scientific(3), cell: scientific(3) },
}

/** Minus signs as wide as digits; what is no number as a dash. */
const typeset =
  (write: (value: number) => string) =>
  (value: number): string =>
    Number.isFinite(value) ? write(value).replace(/^-/, '−') : '–'

/** How numbers of a format are written. */
export const written = (format: Format): Written => ({
  tick: typeset(all[format].tick),
  said: typeset(all[format].said),
  cell: typeset(all[format].cell),
})

/** An axis' label as the heading of a column. */
export const columnHeading = ({ label, format }: Pick<Axis, 'label' | 'format'>): string =>
  format === 'percent' ? `${label}, %` : label
