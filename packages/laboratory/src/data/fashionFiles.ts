import { PlanishError, toPlanishError } from '@planish/core'
import { fashionMnistOptions, idxSplit, type Split } from '@planish/datasets'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
// Assets of the bundle, under names of their own: nothing is asked of another server.
import testImages from '../../../datasets/data/fashion-mnist/t10k-images-idx3-ubyte.gz?url'
import testLabels from '../../../datasets/data/fashion-mnist/t10k-labels-idx1-ubyte.gz?url'
import trainImages from '../../../datasets/data/fashion-mnist/train-images-idx3-ubyte.gz?url'
import trainLabels from '../../../datasets/data/fashion-mnist/train-labels-idx1-ubyte.gz?url'

const download = (url: string): TE.TaskEither<PlanishError, Uint8Array> =>
  TE.tryCatch(
    async () => {
      const response = await fetch(url)
      if (!response.ok) throw new PlanishError('io', `the server answered ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    toPlanishError('io', 'the images of Fashion-MNIST', 'reload the page, or choose another data set'),
  )

/** The subset of Fashion-MNIST that `@planish/datasets` ships, from where the page's bundle has it. */
export const fashionFiles: TE.TaskEither<PlanishError, Split> = pipe(
  sequenceS(TE.ApplyPar)({
    trainImages: download(trainImages),
    trainLabels: download(trainLabels),
    testImages: download(testImages),
    testLabels: download(testLabels),
  }),
  TE.chainEitherK(files => idxSplit(files, { ...fashionMnistOptions, name: 'fashion-mnist-subset' })),
)
