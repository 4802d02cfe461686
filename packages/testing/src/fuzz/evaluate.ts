import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { FuzzCase } from './fuzzCase.ts'
import { isReal } from './fuzzCase.ts'
import { cotangentOf, operandsOf } from './operands.ts'
import type { Operation } from './operation.ts'
import { findOperation } from './operations/index.ts'

/** A tensor that came out of a case. */
export interface Outcome {
  /** `value`, or `gradient in operand 0`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
  readonly elements: Float32Array | Int32Array | Uint8Array
}

/** All that came out of a case. */
export interface Evaluation {
  readonly outcomes: readonly Outcome[]
  /** Tensors and buffers that were still there when all had been disposed of. */
  readonly leaked: number
}

async function outcomeOf(name: string, tensor: Tensor): Promise<Outcome> {
  const elements = (await tensor.data()) as Outcome['elements']
  return { name, shape: tensor.shape, dtype: tensor.dtype, elements: elements.slice() }
}

interface Applied {
  readonly value: Tensor
  readonly gradients: readonly Tensor[]
}

/** Value and gradients; all but them is freed. */
function run(
  fuzzCase: FuzzCase,
  { apply, differentiable }: Operation,
  operands: Tensor[],
  dy: Tensor,
): Applied {
  const value = tf.tidy(() => apply(operands, fuzzCase.attributes))
  if (!differentiable) return { value, gradients: [] }
  const isReals = fuzzCase.operands.map(isReal)
  const reals = operands.filter((_, index) => isReals[index])
  const applyToReals = (...given: Tensor[]): Tensor => {
    const rest = [...given]
    return apply(
      operands.map((operand, index) => (isReals[index] ? (rest.shift() as Tensor) : operand)),
      fuzzCase.attributes,
    )
  }
  return { value, gradients: tf.grads(applyToReals)(reals, dy) }
}

function operationOf({ operation }: FuzzCase): Operation {
  const found = findOperation(operation)
  if (found !== undefined) return found
  throw new PlanishError('usage', `unknown operation "${operation}"`, 'npm run fuzz -- --list')
}

const shapeOfValue = (fuzzCase: FuzzCase, { apply }: Operation, operands: Tensor[]): number[] =>
  tf.tidy(() => apply(operands, fuzzCase.attributes).shape)

const live = (): number => tf.memory().numTensors + tf.engine().backend.numDataIds()

async function evaluateAt(
  fuzzCase: FuzzCase,
  prepare: (numbers: Tensor) => Tensor,
): Promise<readonly Outcome[]> {
  const operation = operationOf(fuzzCase)
  const operands = tf.tidy(() => operandsOf(fuzzCase).map(prepare))
  try {
    const shape = shapeOfValue(fuzzCase, operation, operands)
    const dy = tf.tidy(() => prepare(cotangentOf(fuzzCase, shape)))
    const { value, gradients } = run(fuzzCase, operation, operands, dy)
    const outcomes = await Promise.all([
      outcomeOf('value', value),
      ...gradients.map((gradient, index) => outcomeOf(`gradient in operand ${index}`, gradient)),
    ])
    tf.dispose([value, ...gradients, dy])
    return outcomes
  } finally {
    tf.dispose(operands)
  }
}

/** Runs a case on the current backend. */
export async function evaluate(fuzzCase: FuzzCase): Promise<Evaluation> {
  const before = live()
  const outcomes = await evaluateAt(fuzzCase, numbers => numbers)
  return { outcomes, leaked: live() - before }
}

/** For a sum of products: the sums of the products' absolute values, which say how far rounding may reach. */
export async function magnitudes(fuzzCase: FuzzCase): Promise<readonly Outcome[] | undefined> {
  if (!operationOf(fuzzCase).sumOfProducts) return undefined
  return evaluateAt(fuzzCase, numbers => (numbers.dtype === 'float32' ? tf.abs(numbers) : numbers))
}
