import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { PlanishError, toPlanishError } from '@planish/core'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Split } from './dataset.ts'
import { type IdxFiles, type IdxOptions, idxSplit } from './idx/idxSplit.ts'
import { readBytes } from './readBytes.ts'

const stems = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const satisfies { [part in keyof IdxFiles]: string }

/** `x-idx3-ubyte`, also unpacked by some as `x.idx3-ubyte`; plain before gzipped. */
const spellings = (stem: string): string[] => {
  const dotted = stem.replace('-idx', '.idx')
  return [stem, dotted, `${stem}.gz`, `${dotted}.gz`]
}

type Names = { readonly [part in keyof IdxFiles]: string }

function findFiles(dir: string, present: readonly string[]): E.Either<PlanishError, Names> {
  const find = (stem: string): string | undefined => spellings(stem).find(name => present.includes(name))
  const missing = Object.values(stems).filter(stem => find(stem) === undefined)
  if (missing.length > 0) {
    return E.left(
      new PlanishError(
        'io',
        `${dir} has no ${missing.map(stem => `${stem}[.gz]`).join(', no ')}`,
        `a folder of this kind holds ${Object.values(stems).join(', ')}, each plain or .gz`,
      ),
    )
  }
  const path = (stem: string): string => join(dir, find(stem) ?? stem)
  return E.right({
    trainImages: path(stems.trainImages),
    trainLabels: path(stems.trainLabels),
    testImages: path(stems.testImages),
    testLabels: path(stems.testLabels),
  })
}

/**
 * The data set in a folder of four IDX files under their usual names, plain or gzipped: MNIST, Fashion-MNIST,
 * KMNIST. Its name is the folder's unless given.
 *
 * @returns PlanishError `io`, naming the files that are missing or can't be read; `format` as `idxSplit`
 * @example
 * ```ts
 * import { fashionMnistOptions } from '@planish/datasets'
 * import { readIdxFolder } from '@planish/datasets/node'
 *
 * const load = readIdxFolder('/usr/share/datasets/fashion-mnist', fashionMnistOptions) // await load()
 * ```
 */
export const readIdxFolder = (dir: string, options: IdxOptions = {}): TE.TaskEither<PlanishError, Split> =>
  pipe(
    TE.tryCatch(() => readdir(dir), toPlanishError('io', `the folder ${dir} can't be read`)),
    TE.chainEitherK(present => findFiles(dir, present)),
    TE.chain(names =>
      sequenceS(TE.ApplyPar)({
        trainImages: readBytes(names.trainImages),
        trainLabels: readBytes(names.trainLabels),
        testImages: readBytes(names.testImages),
        testLabels: readBytes(names.testLabels),
      }),
    ),
    TE.chainEitherK(files =>
      pipe(
        idxSplit(files, { name: basename(resolve(dir)), ...options }),
        E.mapLeft(
          error => new PlanishError(error.code, `${dir}, ${error.message}`, error.hint, { cause: error }),
        ),
      ),
    ),
  )
