import type { Outcome } from './evaluate.ts'
import { sizeOf } from './fuzzCase.ts'

/** What rounding may add to a number that is itself nothing. */
const floor = 1e-6

function largest({ elements }: Outcome): number {
  let most = 0
  for (const element of elements) if (Number.isFinite(element)) most = Math.max(most, Math.abs(element))
  return most
}

function describe(outcome: Outcome): string {
  return `${outcome.dtype} of shape [${outcome.shape.join(', ')}]`
}

const same = (a: number, b: number): boolean => Object.is(a, b) || a === b

/**
 * How one result differs from the reference's, in words; nothing where it does not.
 *
 * @param magnitude the sums of absolute values by which rounding is judged element by element; without them it is
 *   judged by the largest element, or by 1 where all are smaller
 */
export function differenceOf(
  found: Outcome,
  expected: Outcome,
  magnitude: Outcome | undefined,
  tolerance: number,
): string | undefined {
  if (describe(found) !== describe(expected)) return `${describe(found)} instead of ${describe(expected)}`
  const size = sizeOf(expected.shape)
  if (found.elements.length !== size) return `${found.elements.length} numbers instead of ${size}`
  const scale = Math.max(1, largest(expected))
  const errors = Array.from({ length: size }, (_, index) => {
    const [a, b] = [found.elements[index] as number, expected.elements[index] as number]
    if (same(a, b)) return 0
    const relative = Math.abs(a - b) / ((magnitude?.elements[index] ?? scale) + floor)
    return Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative
  })
  const worst = errors.reduce((at, error, index) => (error > (errors[at] as number) ? index : at), 0)
  const wrong = errors.filter(error => error > tolerance).length
  if (wrong === 0) return undefined
  return `${wrong} of ${size} numbers; number ${worst} is ${found.elements[worst]} instead of ${expected.elements[worst]}`
}
