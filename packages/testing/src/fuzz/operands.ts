import { random } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { FuzzCase, Operand } from './fuzzCase.ts'
import { sizeOf } from './fuzzCase.ts'
import { signed } from './operation.ts'

/** How far into its cell of the interval an operand's numbers lie: elsewhere for each operand. */
const offset = (index: number): number => 0.1 + 0.8 * ((0.37 * (index + 1)) % 1)

function numbersOf({ shape, values }: Operand, key: random.Key, index: number): number[] {
  const size = sizeOf(shape)
  if (values === 'booleans') return Array.from(random.randint(key, size, 0, 2))
  if ('min' in values) return Array.from(random.randint(key, size, values.min, values.max + 1))
  const { from, to } = values
  // Evenly spaced, so that no two are so close that rounding could change their order.
  return Array.from(
    random.permutation(key, size),
    place => from + ((to - from) * (place + offset(index))) / size,
  )
}

const dtypeOf = ({ values }: Operand): tf.DataType =>
  values === 'booleans' ? 'bool' : 'min' in values ? 'int32' : 'float32'

const keyOf = ({ seed }: FuzzCase, index: number): random.Key => random.foldIn(random.key(seed), index)

/** The operands of a case: the same on every backend. */
export const operandsOf = (fuzzCase: FuzzCase): Tensor[] =>
  fuzzCase.operands.map((operand, index) =>
    tf.tensor(numbersOf(operand, keyOf(fuzzCase, index), index), [...operand.shape], dtypeOf(operand)),
  )

/** What the result's gradient is multiplied with. */
export function cotangentOf(fuzzCase: FuzzCase, shape: number[]): Tensor {
  const index = fuzzCase.operands.length
  return tf.tensor(numbersOf({ shape, values: signed }, keyOf(fuzzCase, index), index), shape)
}
