import type { Schedule } from './schedule.ts'

/**
 * The same value at every step (`optax.constant_schedule`).
 *
 * @example
 * ```ts
 * import { constant } from '@planish/optim'
 *
 * constant(0.1)(7) // 0.1
 * ```
 */
export const constant =
  (value: number): Schedule =>
  () =>
    value
