/** Where the largest of `count` values from `start` on is, counted from there; of equal ones the first. */
export function argMax(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0
  for (let at = 1; at < count; at++) {
    if ((values[start + at] as number) > (values[start + best] as number)) best = at
  }
  return best
}
