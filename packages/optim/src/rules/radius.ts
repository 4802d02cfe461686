import type { Mask, Tree } from '@planish/core'
import { PlanishError, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { globalNorm } from '../arithmetic.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'

/** How far a rule perturbs the weights. */
export interface RadiusOptions {
  /** ρ: a number, or a schedule of the number of steps. */
  readonly rho: number | Schedule
  /** Whether ρ is in units of ‖w‖, ‖·‖ over what is perturbed; default false. */
  readonly relative?: boolean
  /** The parameters that are perturbed; default all. For SAM-ON `normalisationParameters`. */
  readonly mask?: Mask
}

/** Refuses a radius that is none. */
export function expectRadius(rule: string, rho: number | Schedule): void {
  if (typeof rho === 'function' || rho >= 0) return
  throw new PlanishError('usage', `${rule}: rho must be a number from 0 or a schedule, not ${rho}`)
}

/** The radius of a step, of which so many came before; a scalar where it depends on the parameters. */
export function radiusOf(
  { rho, relative = false, mask = () => true }: RadiusOptions,
  params: Tree,
  count: number,
): number | Tensor {
  const now = valueAt(rho, count)
  return relative ? tf.tidy(() => tf.mul(globalNorm(tree.chosen(params, mask)), now)) : now
}
