import { type Key, PlanishError, random } from '@planish/core'
import { type Dataset, gaussianToy, type Split, size, spirals, subset, twoMoons } from '@planish/datasets'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { RaceSpec } from '../spec/spec.ts'
import { halve } from './halve.ts'

/** Where the images come from: the bundle's assets in a browser, the package's files in a test. */
export type ReadFashion = TE.TaskEither<PlanishError, Split>

const testExamples = 1000

type Draw = (count: number, key: Key) => E.Either<PlanishError, Dataset>

const toys: { readonly [data in Exclude<RaceSpec['data'], 'fashion'>]: Draw } = {
  moons: (count, key) => twoMoons({ size: count, sigma: 0.2, key }),
  spirals: (count, key) => spirals({ size: count, turns: 1, sigma: 0.04, key }),
  // B and γ so that the signal can be learnt, d so large that every wrong label can be, too.
  gaussian: (count, key) => gaussianToy({ size: count, dimension: 200, signal: 2, sigma: 0.5, key }),
}

/** So many examples, drawn without replacement. */
const some =
  (count: number, key: Key) =>
  (dataset: Dataset): Dataset =>
    subset(random.permutation(key, size(dataset)).slice(0, count))(dataset)

const isBytes = (dataset: Dataset): dataset is Dataset & { readonly inputs: Uint8Array } =>
  dataset.inputs instanceof Uint8Array

const halved = (dataset: Dataset): E.Either<PlanishError, Dataset> =>
  isBytes(dataset)
    ? E.right(halve(dataset))
    : E.left(new PlanishError('format', `"${dataset.name}" holds no bytes`))

/** Training and test examples before any label is replaced: a function of the specification's data and seed. */
export function cleanSplit(
  { data, examples }: Pick<RaceSpec, 'data' | 'examples'>,
  key: Key,
  readFashion: ReadFashion,
): TE.TaskEither<PlanishError, Split> {
  const [ofTrain, ofTest] = random.split(key)
  if (data !== 'fashion') {
    return TE.fromEither(
      pipe(
        E.Do,
        E.bind('train', () => toys[data](examples, ofTrain)),
        E.bind('test', () => toys[data](testExamples, ofTest)),
      ),
    )
  }
  return pipe(
    readFashion,
    TE.chainEitherK(({ train, test }) =>
      pipe(
        E.Do,
        E.bind('train', () => halved(some(examples, ofTrain)(train))),
        E.bind('test', () => halved(some(testExamples, ofTest)(test))),
      ),
    ),
  )
}
