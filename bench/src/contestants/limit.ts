import type { Tree } from '@planish/core'
import { explain } from '@planish/grad'
import type { Kind } from '../rules.ts'
import type { Point } from './steps.ts'

const groupSizes: { readonly [kind in Kind]: number | undefined } = {
  sgd: undefined,
  sam: undefined,
  '1-sam': 1,
  'l-sam': 1,
  'j-sam': 1,
  '4-sam': 4,
}

/**
 * What a rule's step costs in SGD steps when only multiply-adds count, those of the parametric operations: SAM twice
 * SGD's; m-, L- and J-SAM two forward passes, two backward passes in the activations, one in the weights, and what
 * the variants add by which each layer's gradients of groups are held, as `explain` of `@planish/grad` counts them.
 */
export function limitOf<P extends Tree>(kind: Kind, { objective, params, batch }: Point<P>): number {
  const m = groupSizes[kind]
  if (m === undefined) return kind === 'sgd' ? 1 : 2
  return explain(objective, params, batch, { m }).work.ratio
}
