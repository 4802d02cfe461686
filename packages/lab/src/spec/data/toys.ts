import { type Key, type PlanishError, random } from '@planish/core'
import { type Dataset, gaussianToy, mnist1d, spirals, twoMoons } from '@planish/datasets'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Kind, kind } from '../kind.ts'
import { real, whole } from '../options.ts'
import { type DataSource, once } from './dataSource.ts'

interface Sizes {
  readonly train: number
  readonly test: number
}

/** Both halves drawn from a key, each with a key of its own. */
const drawn =
  ({ train, test }: Sizes, draw: (size: number, key: Key) => E.Either<PlanishError, Dataset>): DataSource =>
  key =>
    TE.fromEither(
      pipe(
        draw(train, random.foldIn(key, 0)),
        E.bindTo('train'),
        E.bind('test', () => draw(test, random.foldIn(key, 1))),
      ),
    )

const sizes = {
  train: whole().default(1000).describe('training examples'),
  test: whole().default(1000).describe('test examples'),
}

const positive = () => real(number => number.positive())
const deviation = () => real(sigma => sigma.min(0))

/** Data that is drawn; all but MNIST-1D anew from each seed. */
export const toyKinds: readonly Kind<DataSource>[] = [
  kind({
    kind: 'gaussian',
    summary: 'The Gaussian toy of Baek et al.: y = ±1, x = [signal·y, z], z ~ N(0, sigma²).',
    options: {
      ...sizes,
      dimension: whole().default(200).describe('length of x'),
      signal: real().default(2).describe('how far each class lies from the origin'),
      sigma: deviation().default(1).describe('standard deviation of the coordinates that tell nothing'),
    },
    build: ({ train, test, ...rest }) =>
      drawn({ train, test }, (size, key) => gaussianToy({ ...rest, size, key })),
  }),
  kind({
    kind: 'moons',
    summary: 'Two half circles in the plane, each reaching into the other.',
    options: {
      ...sizes,
      sigma: deviation().default(0.1).describe('standard deviation of the noise on both coordinates'),
    },
    build: ({ train, test, sigma }) => drawn({ train, test }, (size, key) => twoMoons({ size, sigma, key })),
  }),
  kind({
    kind: 'spirals',
    summary: 'Two arms that wind around the origin, to radius 1.',
    options: {
      ...sizes,
      turns: positive().default(1).describe('how often an arm winds around the origin'),
      sigma: deviation().default(0.02).describe('standard deviation of the noise on both coordinates'),
    },
    build: ({ train, test, turns, sigma }) =>
      drawn({ train, test }, (size, key) => spirals({ size, turns, sigma, key })),
  }),
  kind({
    kind: 'mnist1d',
    summary: 'MNIST-1D (Greydanus & Kobak): ten digits as signals, the same for every seed.',
    options: {
      size: whole(10).default(5000).describe('signals, four fifths of them to train on'),
      length: whole(2).default(40).describe('values of a signal'),
    },
    build: options => once(() => TE.fromEither(mnist1d(options))),
  }),
]
