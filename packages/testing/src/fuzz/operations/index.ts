import type { Operation } from '../operation.ts'
import { convolutions } from './convolutions.ts'
import { elementwise } from './elementwise.ts'
import { helpers } from './helpers.ts'
import { pooling } from './pooling.ts'
import { products } from './products.ts'
import { rearrangements } from './rearrangements.ts'
import { reductions } from './reductions.ts'

/** Every operation that is held against the cpu backend's. */
export const operations: readonly Operation[] = [
  ...products,
  ...convolutions,
  ...pooling,
  ...reductions,
  ...rearrangements,
  ...elementwise,
  ...helpers,
]

export const findOperation = (name: string): Operation | undefined =>
  operations.find(operation => operation.name === name)
