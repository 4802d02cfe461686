/** What the elements of an operand are. */
export type Values =
  /** Real numbers of an open interval, no two of them equal in any operand of the case, none of them zero. */
  | { readonly from: number; readonly to: number }
  /** Whole numbers from `min` to `max`, both included, as int32. */
  | { readonly min: number; readonly max: number }
  | 'booleans'

/** A tensor that an operation is applied to, without its elements. */
export interface Operand {
  readonly shape: readonly number[]
  readonly values: Values
}

/** Plain data, as JSON can say it. */
export type Attributes = { readonly [name: string]: unknown }

/** One application of one operation. It is plain data, and says all that is needed to repeat it. */
export interface FuzzCase {
  readonly operation: string
  readonly operands: readonly Operand[]
  readonly attributes: Attributes
  /** Of the operands' elements and the cotangent's. */
  readonly seed: number
}

/** Whether it can be differentiated in an operand. */
export const isReal = ({ values }: Operand): boolean => typeof values === 'object' && 'from' in values

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1)
