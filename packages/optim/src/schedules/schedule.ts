/** A value that depends on the number of steps taken so far, 0 at the first. */
export type Schedule = (count: number) => number

/** What a number or a schedule says after so many steps. */
export const valueAt = (value: number | Schedule, count: number): number =>
  typeof value === 'number' ? value : value(count)
