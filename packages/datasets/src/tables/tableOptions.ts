import type { Key } from '@planish/core'

/** How a table becomes a data set. */
export interface TableOptions {
  /** The column that names each row's class. */
  readonly label: string
  /** The columns that make up the inputs, in this order; unless given all but the label's. */
  readonly columns?: readonly string[]
  /** Those of them that name categories although they hold numbers. */
  readonly categorical?: readonly string[]
  /** `table` unless given. */
  readonly name?: string
  /** Which share of each class is tested by, in [0, 1); 0.2 unless given. */
  readonly testShare?: number
  /** Draws the split; `random.key(0)` unless given. */
  readonly key?: Key
  /** Whether columns of numbers get mean 0 and standard deviation 1 over the training rows; true unless given. */
  readonly standardise?: boolean
}
