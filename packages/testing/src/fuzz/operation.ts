import type { BackendName } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Draws } from './draws.ts'
import type { Attributes, FuzzCase, Operand, Values } from './fuzzCase.ts'

/** An operation that can be held against another backend's. */
export interface Operation {
  readonly name: string
  /** How many times as often it is drawn as others. */
  readonly weight: number
  readonly draw: (draws: Draws) => Pick<FuzzCase, 'operands' | 'attributes'>
  readonly apply: (operands: Tensor[], attributes: Attributes) => Tensor
  /** Whether it has a gradient in its real operands. */
  readonly differentiable: boolean
  /**
   * Whether each element of the result is a sum of products of elements. Its rounding is then judged by the sum of
   * their absolute values, element by element; otherwise by the largest element of the whole tensor.
   */
  readonly sumOfProducts: boolean
  /** Of an error relative to that magnitude. */
  readonly tolerance: number
  /** Whether an error is what this backend is known, and documented, to answer with. */
  readonly refuses: (backend: BackendName, attributes: Attributes) => boolean
}

/** What an operation is, in terms of attributes of its own type. */
export interface Definition<A extends Attributes> {
  readonly draw: (draws: Draws) => { readonly operands: readonly Operand[]; readonly attributes: A }
  readonly apply: (operands: Tensor[], attributes: A) => Tensor
  readonly weight?: number
  readonly differentiable?: boolean
  readonly sumOfProducts?: boolean
  readonly tolerance?: number
  readonly refuses?: (backend: BackendName, attributes: A) => boolean
}

/**
 * An operation from its definition. Attributes come back as JSON from other processes and from the command line;
 * this is the one place that takes them for what the operation's own `draw` made.
 */
export function operation<A extends Attributes>(name: string, definition: Definition<A>): Operation {
  const { draw, apply, refuses, weight = 1, differentiable = true, sumOfProducts = false } = definition
  return {
    name,
    weight,
    draw,
    differentiable,
    sumOfProducts,
    tolerance: definition.tolerance ?? (sumOfProducts ? 1e-5 : 1e-4),
    apply: (operands, attributes) => apply(operands, attributes as A),
    refuses: (backend, attributes) => refuses?.(backend, attributes as A) ?? false,
  }
}

/** Both signs. Not symmetric about zero: no element is zero. */
export const signed: Values = { from: -1.9, to: 2.1 }
export const positive: Values = { from: 0.3, to: 2 }
export const negative: Values = { from: -3, to: -0.5 }

export const real = (shape: readonly number[], values: Values = signed): Operand => ({ shape, values })

export const whole = (shape: readonly number[], min: number, max: number): Operand => ({
  shape,
  values: { min, max },
})
