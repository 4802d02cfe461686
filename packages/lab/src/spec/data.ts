import { type Key, type PlanishError, random } from '@planish/core'
import { gaussianToy, type Split } from '@planish/datasets'
import { fashionMnistSubset, readIdxFolder } from '@planish/datasets/node'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as z from 'zod'
import { decodeSpec, type Kind, kind } from './kind.ts'
import { real, whole } from './options.ts'

/** Data still to be read, or drawn from a key. */
export type DataSource = (key: Key) => TE.TaskEither<PlanishError, Split>

/** The data sets that a specification can name. */
export const dataKinds: readonly Kind<DataSource>[] = [
  kind({
    kind: 'fashionMnist',
    summary: 'Fashion-MNIST, 8,000 training and 4,000 test images of it, embedded (MIT licence, Zalando).',
    options: {},
    build: () => () => fashionMnistSubset(),
  }),
  kind({
    kind: 'idx',
    summary: 'The four IDX files of MNIST, Fashion-MNIST, KMNIST, … in a folder, gzipped or not.',
    first: 'folder',
    whole: true,
    options: {
      folder: z.string().min(1, 'must be named').describe('where the four files are, as idx:FOLDER'),
    },
    build:
      ({ folder }) =>
      () =>
        readIdxFolder(folder),
  }),
  kind({
    kind: 'gaussian',
    summary: 'The Gaussian toy of Baek et al.: y = ±1, x = [signal·y, z], z ~ N(0, sigma²).',
    options: {
      train: whole().default(1000).describe('training examples'),
      test: whole().default(1000).describe('test examples'),
      dimension: whole().default(200).describe('length of x'),
      signal: real().default(2).describe('how far each class lies from the origin'),
      sigma: real(sigma => sigma.min(0))
        .default(1)
        .describe('standard deviation of the coordinates that tell nothing'),
    },
    build:
      ({ train, test, ...rest }) =>
      key =>
        TE.fromEither(
          pipe(
            gaussianToy({ ...rest, size: train, key: random.foldIn(key, 0) }),
            E.bindTo('train'),
            E.bind('test', () => gaussianToy({ ...rest, size: test, key: random.foldIn(key, 1) })),
          ),
        ),
  }),
]

/** Reads a data specification. */
export const decodeData = decodeSpec('data set', dataKinds)
