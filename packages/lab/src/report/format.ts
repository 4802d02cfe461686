/** A share in [0, 1] as percent with one decimal, without the sign: `84.1`. */
export const percentNumber = (share: number): string => (100 * share).toFixed(1)

/** A share in [0, 1] as percent with one decimal: `84.1 %`, with a space that does not break. */
export const percent = (share: number): string => `${percentNumber(share)}\u00a0%`

/** A difference of shares, without its sign, in points: `2.2 points`. */
export const points = (difference: number): string => `${percentNumber(Math.abs(difference))}\u00a0points`

/** A count with thin separators: `12 480`, with spaces that do not break. */
export const count = (value: number): string =>
  (Number.isInteger(value) ? String(value) : value.toFixed(1)).replace(
    /\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g,
    '\u202f',
  )

/** Seconds to three digits or so: `0.42`, `9.3`, `187`. */
export const seconds = (value: number): string =>
  value >= 99.95 ? count(Math.round(value)) : value.toFixed(value >= 9.95 ? 1 : 2)

/** A number with a noun that agrees: `1 seed`, `3 seeds`. */
export const counted = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** A rate in [0, 1] as percent with no more decimals than it needs: `40 %`, `28.6 %`. */
export const roundPercent = (rate: number): string => `${Math.round(1000 * rate) / 10}\u00a0%`
