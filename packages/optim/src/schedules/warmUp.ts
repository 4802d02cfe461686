import type { Schedule } from './schedule.ts'

/** Options of {@link warmUp}. */
export interface WarmUpOptions {
  /** Steps over which the value rises linearly. */
  readonly steps: number
  /** Value at the first step; default 0. */
  readonly from?: number
  /** What comes after, its count starting at 0; the rise ends where it starts. */
  readonly to: Schedule
}

/**
 * A linear rise, then another schedule (`optax.join_schedules` of `linear_schedule` and it).
 *
 * @example
 * ```ts
 * import { constant, warmUp } from '@planish/optim'
 *
 * warmUp({ steps: 10, to: constant(0.1) })(5) // 0.05
 * ```
 */
export const warmUp =
  ({ steps, from = 0, to }: WarmUpOptions): Schedule =>
  count =>
    count < steps ? from + ((to(0) - from) * count) / steps : to(count - steps)
