import type { Key, PlanishError } from '@planish/core'
import { corrupt, type Dataset, type NoisyDataset, symmetric } from '@planish/datasets'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { RaceSpec } from '../spec/spec.ts'
import { cleanSplit, type ReadFashion } from './clean.ts'

/** What a race trains on, and what it is judged by. */
export interface RaceData {
  readonly train: NoisyDataset
  /** With every label right. */
  readonly test: Dataset
}

/** The data of a race, its training labels replaced as the specification says. */
export const raceData = (
  spec: Pick<RaceSpec, 'data' | 'examples' | 'rate' | 'inclusive'>,
  keys: { readonly data: Key; readonly noise: Key },
  readFashion: ReadFashion,
): TE.TaskEither<PlanishError, RaceData> =>
  pipe(
    cleanSplit(spec, keys.data, readFashion),
    TE.chainEitherK(({ train, test }) =>
      pipe(
        corrupt(symmetric({ rate: spec.rate, inclusive: spec.inclusive }), keys.noise)(train),
        E.map(noisy => ({ train: noisy, test })),
      ),
    ),
  )
