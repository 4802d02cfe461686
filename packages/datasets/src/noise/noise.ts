import type { Key, PlanishError } from '@planish/core'
import type * as E from 'fp-ts/lib/Either.js'
import type { Dataset } from '../dataset.ts'
import type { NoiseSpec } from './spec.ts'

/**
 * A checked specification, ready to draw from. Each kind of noise is one file that turns a specification from
 * anywhere (a file, a command line, a caller without types) into this, or says what is wrong with it.
 */
export interface Noise {
  /** The specification with its defaults written out. */
  readonly spec: NoiseSpec
  /** T[i][j] = P(noisy j | clean i). */
  readonly matrix: (classes: number) => E.Either<PlanishError, number[][]>
  /** The noisy labels: a pure function of the data set, the specification and the key. */
  readonly draw: (dataset: Dataset, key: Key) => E.Either<PlanishError, Int32Array>
}
