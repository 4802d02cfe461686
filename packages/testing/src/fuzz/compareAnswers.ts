import { differenceOf } from './compare.ts'
import type { FuzzCase } from './fuzzCase.ts'
import { findOperation } from './operations/index.ts'
import type { Answer } from './protocol.ts'

type Evaluated = Extract<Answer, { kind: 'evaluated' }>

/** The first of value and gradients in which two backends differ by more than rounding, and how. */
export function compareAnswers(
  { operation }: FuzzCase,
  { outcomes }: Evaluated,
  reference: Evaluated,
): string | undefined {
  const tolerance = findOperation(operation)?.tolerance ?? 0
  for (const [index, expected] of reference.outcomes.entries()) {
    const found = outcomes[index]
    if (found === undefined) return `no ${expected.name}`
    const difference = differenceOf(found, expected, reference.magnitudes?.[index], tolerance)
    if (difference !== undefined) return `${expected.name}: ${difference}`
  }
  return undefined
}
