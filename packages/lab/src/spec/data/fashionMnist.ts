import { fashionMnist, type Split, take } from '@planish/datasets'
import { fashionMnistSubset } from '@planish/datasets/node'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Kind, kind } from '../kind.ts'
import { flag, whole as wholeNumber } from '../options.ts'
import { type DataSource, once } from './dataSource.ts'
import { folderOption, readSource } from './publicKind.ts'

/** Leaves the first so many test examples, or all. */
const firstTest =
  (count: number | undefined, source: DataSource): DataSource =>
  (key, cache) =>
    count === undefined
      ? source(key, cache)
      : TE.map((split: Split) => ({ ...split, test: take(count)(split.test) }))(source(key, cache))

/** Fashion-MNIST: what comes with Planish, or all of it. */
export const fashionMnistKind: Kind<DataSource> = kind({
  kind: 'fashionMnist',
  summary:
    'Fashion-MNIST (Xiao, Rasul & Vollgraf; MIT licence), 28×28: 8,000 training and 4,000 test images of it, embedded; or, fetched, all 70,000; 31 MB.',
  options: {
    whole: flag().default(false).describe('all 60,000 training and 10,000 test images'),
    folder: folderOption,
    test: wholeNumber()
      .optional()
      .describe('only the first so many test images, where looking at all takes long'),
  },
  build: ({ whole, folder, test }) =>
    firstTest(
      test,
      whole || folder !== undefined ? readSource(fashionMnist, folder) : once(fashionMnistSubset),
    ),
})
