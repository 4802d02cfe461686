import { PlanishError } from '@planish/core'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { gunzipIfNeeded } from './archive/gunzip.ts'
import type { Split } from './dataset.ts'
import { sha256Hex } from './digest.ts'
import { type IdxFiles, type IdxOptions, idxSplit } from './idx/idxSplit.ts'
import { folderUrl } from './source/folderUrl.ts'
import { fetchBytes } from './source/readFiles.ts'

/**
 * What the files of Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017) do not say: pass it to `idxSplit` or
 * `readIdxFolder` for the whole set. Inputs are x / 255 − 0.286, the mean of the 60,000 training images.
 */
export const fashionMnistOptions = {
  name: 'fashion-mnist',
  classes: 10,
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  scale: { divide: 255, mean: 0.286 },
} as const satisfies IdxOptions

/** The files of the subset, and SHA-256 of what each inflates to. */
const files: { readonly [part in keyof IdxFiles]: { readonly file: string; readonly sha256: string } } = {
  trainImages: {
    file: 'train-images-idx3-ubyte.gz',
    sha256: '75160f837651dde775b4fd9dea1bb7553cfac40348cc57c68f6b39cb0074904a',
  },
  trainLabels: {
    file: 'train-labels-idx1-ubyte.gz',
    sha256: '04f45099e6fb006d6bc9513294ffdae927861e382b72e36787b8e11d386e3ea3',
  },
  testImages: {
    file: 't10k-images-idx3-ubyte.gz',
    sha256: '8cdb9b0c77356cc23be9011effc2d0e17c9c3e25c13b5a3c6425462834d861d5',
  },
  testLabels: {
    file: 't10k-labels-idx1-ubyte.gz',
    sha256: '6cab718ce935f9afcf900d199ce94eb91fea95e46edbd106e6c109f1da882535',
  },
}

/** The content is verified, not the gzip around it: some web servers have the browser inflate `.gz` files. */
const verified =
  (file: string, sha256: string) =>
  (bytes: Uint8Array): E.Either<PlanishError, Uint8Array> =>
    pipe(
      gunzipIfNeeded(bytes),
      E.filterOrElse(
        content => sha256Hex(content) === sha256,
        () => new PlanishError('format', 'not the content that Planish ships (SHA-256 differs)'),
      ),
      E.mapLeft(
        error =>
          new PlanishError('format', `${file}: ${error.message}`, 'install @planish/datasets again', {
            cause: error,
          }),
      ),
    )

/** The subset from wherever its files are read. */
export function fashionMnistSubsetFrom(
  read: (file: string) => TE.TaskEither<PlanishError, Uint8Array>,
): TE.TaskEither<PlanishError, Split> {
  const load = ({ file, sha256 }: { readonly file: string; readonly sha256: string }) =>
    pipe(read(file), TE.chainEitherK(verified(file, sha256)))
  return pipe(
    sequenceS(TE.ApplyPar)({
      trainImages: load(files.trainImages),
      trainLabels: load(files.trainLabels),
      testImages: load(files.testImages),
      testLabels: load(files.testLabels),
    }),
    TE.chainEitherK(contents => idxSplit(contents, { ...fashionMnistOptions, name: 'fashion-mnist-subset' })),
  )
}

const hint = 'serve the folder data/fashion-mnist of @planish/datasets at baseUrl'

/**
 * 8,000 training and 4,000 test images of Fashion-MNIST, balanced: the first 800 and 400 of each class.
 *
 * `baseUrl` is where this package's folder `data/fashion-mnist` is served, relative to the page in a browser. In
 * Node `@planish/datasets/node` has the same without it. Checksums are verified.
 *
 * @returns PlanishError `io` when a file can't be fetched, `format` when it is not what Planish ships
 * @example
 * ```ts
 * import { fashionMnistSubset } from '@planish/datasets'
 *
 * const load = fashionMnistSubset({ baseUrl: 'https://example.org/fashion-mnist' }) // await load()
 * ```
 */
export const fashionMnistSubset = ({
  baseUrl,
}: {
  readonly baseUrl: string | URL
}): TE.TaskEither<PlanishError, Split> =>
  pipe(
    TE.fromEither(folderUrl(baseUrl)),
    TE.chain(folder => fashionMnistSubsetFrom(file => fetchBytes(new URL(file, folder), { hint }))),
  )
