/** Looks are close together at first, where most happens, and further apart later. */
const intervals = [
  { until: 20, every: 5 },
  { until: 100, every: 10 },
  { until: 1000, every: 25 },
] as const
const laterEvery = 100

/**
 * Whether the rules are looked at after so many steps: by the number alone, so that two runs of one race are
 * looked at alike.
 *
 * @example
 * ```ts
 * isMeasured(5) // true
 * isMeasured(1010) // false
 * ```
 */
export function isMeasured(step: number): boolean {
  const every = intervals.find(({ until }) => step <= until)?.every ?? laterEvery
  return step % every === 0
}
