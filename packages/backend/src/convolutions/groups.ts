import { PlanishError } from '@planish/core'

/**
 * The number of examples in each of `groups` groups.
 *
 * @throws PlanishError `model` where the batch is not a multiple of it
 */
export function groupSize(batch: number, groups: number): number {
  if (Number.isInteger(batch / groups)) return batch / groups
  throw new PlanishError('model', `a batch of ${batch} examples is not made of ${groups} equal groups`)
}
