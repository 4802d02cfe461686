import type { Key, PlanishError } from '@planish/core'
import type * as E from 'fp-ts/lib/Either.js'
import type { Dataset } from '../dataset.ts'
import type { NoiseSources } from './sources.ts'
import type { NoiseSpec } from './spec.ts'

/** What a noise made of a data set. */
export interface Drawn {
  /** The specification, with the digests of what the draw was given besides it. */
  readonly spec: NoiseSpec
  readonly labels: Int32Array
  /** Where a noise replaces inputs: the new ones, and which are of no class of the data set. */
  readonly replaced?: { readonly inputs: Dataset['inputs']; readonly outside: Uint8Array }
}

/**
 * A checked specification, ready to draw from. Each kind of noise is one file that turns a specification from
 * anywhere (a file, a command line, a caller without types) into this, or says what is wrong with it.
 */
export interface Noise {
  /** The specification with its defaults written out. */
  readonly spec: NoiseSpec
  /** T[i][j] = P(noisy j | clean i); an error where there is no such matrix. */
  readonly matrix: (classes: number) => E.Either<PlanishError, number[][]>
  /** The noisy labels: a pure function of the data set, the specification, the key and what is given besides. */
  readonly draw: (dataset: Dataset, key: Key, sources: NoiseSources) => E.Either<PlanishError, Drawn>
}
