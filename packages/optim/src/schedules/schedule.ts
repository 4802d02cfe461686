/** A value that depends on the number of steps taken so far, 0 at the first. */
export type Schedule = (count: number) => number
