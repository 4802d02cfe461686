import { PlanishError } from '@planish/core'

/** Which examples one step sees. */
export interface Batch {
  /** The how-manieth of its epoch, from 0. */
  readonly position: number
  readonly indices: Int32Array
}

/** How an epoch's order is cut. */
export interface Cut {
  readonly batchSize: number
  /** Leaves out a last batch that is smaller; false unless given. */
  readonly dropLast?: boolean
}

/** A cut that begins somewhere. */
export interface Slice extends Cut {
  /** The first batch to deliver, 0 unless given: what an interrupted epoch goes on with. */
  readonly position?: number
}

const isWhole = (n: number): boolean => Number.isInteger(n) && n >= 0

/** Refuses what is no whole number. */
export function checkWhole(name: string, value: number): void {
  if (!isWhole(value)) throw new PlanishError('usage', `the ${name} must be a whole number, not ${value}`)
}

/** How many batches n examples make. */
export function countOf(n: number, { batchSize, dropLast = false }: Cut): number {
  if (!isWhole(batchSize) || batchSize === 0) {
    throw new PlanishError('usage', `the batch size must be a whole number above 0, not ${batchSize}`)
  }
  const whole = n / batchSize
  return dropLast ? Math.floor(whole) : Math.ceil(whole)
}

/** An epoch's order, in batches; may be walked more than once. */
export function inBatches(order: Int32Array, slice: Slice): Iterable<Batch> {
  const { batchSize, position: first = 0 } = slice
  const count = countOf(order.length, slice)
  checkWhole('position', first)
  return {
    *[Symbol.iterator]() {
      for (let position = first; position < count; position++) {
        yield { position, indices: order.slice(position * batchSize, (position + 1) * batchSize) }
      }
    },
  }
}
