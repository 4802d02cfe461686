import type { PlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Dataset, Scale, Split } from '../dataset.ts'
import { centredBytes } from '../idx/idxSplit.ts'
import { type ImageEntry, type ImageSet, type ImagesOptions, imageReader } from './imageSet.ts'

/** The images of a data set, before they are decoded. */
export interface ListedImages {
  readonly classNames: readonly string[]
  readonly train: readonly ImageEntry[]
  readonly test: readonly ImageEntry[]
}

/** Both halves of one size, scaled to x / 255 less the training images' mean unless `scale` is given. */
export const imageSplit =
  (name: string, options: ImagesOptions & { readonly scale?: Scale }) =>
  ({ classNames, train, test }: ListedImages): TE.TaskEither<PlanishError, Split> =>
    pipe(
      TE.Do,
      TE.bind('read', () => imageReader(options)),
      TE.bind('train', ({ read }) => read(train)),
      TE.bind('test', ({ read }) => read(test)),
      TE.map(halves => {
        const scale = options.scale ?? centredBytes(halves.train.inputs)
        const half = (images: ImageSet): Dataset => ({
          name,
          ...images,
          classes: classNames.length,
          classNames,
          scale,
        })
        return { train: half(halves.train), test: half(halves.test) }
      }),
    )
