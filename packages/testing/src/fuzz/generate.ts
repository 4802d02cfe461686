import { random } from '@planish/core'
import { drawsFrom } from './draws.ts'
import type { FuzzCase } from './fuzzCase.ts'
import type { Operation } from './operation.ts'

/** The case number `index` of a seed: which operation, on what shapes, with what attributes. */
export function generate(seed: number, index: number, operations: readonly Operation[]): FuzzCase {
  const draws = drawsFrom(random.foldIn(random.key(seed), index))
  const operation = draws.oneOf(operations.flatMap(each => Array<Operation>(each.weight).fill(each)))
  return { operation: operation.name, ...operation.draw(draws), seed: draws.seed() }
}
