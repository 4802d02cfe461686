import type { PlanishError } from '@planish/core'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Split } from './dataset.ts'
import { fashionMnistSubsetFrom } from './fashionMnist.ts'
import { readBytes } from './readBytes.ts'

// One folder below the package's root, from src/ as from dist/.
const folder = new URL('../data/fashion-mnist/', import.meta.url)

/**
 * 8,000 training and 4,000 test images of Fashion-MNIST, balanced: the first 800 and 400 of each class, read
 * from this package's own folder `data`. Checksums are verified.
 *
 * @returns PlanishError `io` when a file can't be read, `format` when it is not what Planish ships
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { fashionMnistSubset } from '@planish/datasets/node'
 *
 * const { train, test } = orThrow(await fashionMnistSubset()())
 * train.labels.length // 8000
 * test.labels.length // 4000
 * ```
 */
export const fashionMnistSubset = (): TE.TaskEither<PlanishError, Split> =>
  fashionMnistSubsetFrom(file => readBytes(new URL(file, folder)))
