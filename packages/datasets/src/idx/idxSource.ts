import type { PlanishError } from '@planish/core'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { firstThere } from '../archive/firstThere.ts'
import { gunzipStream } from '../archive/gunzipStream.ts'
import { inFile } from '../archive/inFile.ts'
import type { Split } from '../dataset.ts'
import type { ReadFile, Source } from '../source/source.ts'
import { type IdxFiles, type IdxOptions, idxSplit } from './idxSplit.ts'

/** The names of the four files. */
export type IdxNames = { readonly [part in keyof IdxFiles]: string }

/** The names that MNIST's files have, and those of most that came after it. */
const mnistNames: IdxNames = {
  trainImages: 'train-images-idx3-ubyte.gz',
  trainLabels: 'train-labels-idx1-ubyte.gz',
  testImages: 't10k-images-idx3-ubyte.gz',
  testLabels: 't10k-labels-idx1-ubyte.gz',
}

/** Reads four gzipped IDX files, which are inflated side by side. */
export const readIdxFiles =
  (names: IdxNames, options: IdxOptions) =>
  (read: ReadFile): TE.TaskEither<PlanishError, Split> => {
    const load = (name: string): TE.TaskEither<PlanishError, Uint8Array> =>
      pipe(
        // Some unpack what they download.
        firstThere(read(name), read(name.replace(/\.gz$/, ''))),
        TE.chain(bytes => pipe(gunzipStream(bytes), TE.mapLeft(inFile(name)))),
      )
    return pipe(
      sequenceS(TE.ApplyPar)({
        trainImages: load(names.trainImages),
        trainLabels: load(names.trainLabels),
        testImages: load(names.testImages),
        testLabels: load(names.testLabels),
      }),
      TE.chainEitherK(files => idxSplit(files, options)),
    )
  }

/** What sets one data set of MNIST's kind apart from another. */
export interface MnistKin {
  /** As specifications have it; the data set's own unless given. */
  readonly name?: string
  readonly title: string
  readonly licence: string
  readonly homepage: string
  /** Folders in the net, each with a slash at its end. */
  readonly mirrors: readonly string[]
  /** Length and MD5 of each file. */
  readonly published: { readonly [part in keyof IdxFiles]: readonly [bytes: number, md5: string] }
  readonly options: IdxOptions & { readonly name: string }
}

/** A data set of four files, called as MNIST's. */
export const mnistKin = ({
  name,
  title,
  licence,
  homepage,
  mirrors,
  published,
  options,
}: MnistKin): Source => ({
  name: name ?? options.name,
  title,
  licence,
  homepage,
  files: (['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const).map(part => ({
    name: mnistNames[part],
    urls: mirrors.map(mirror => `${mirror}${mnistNames[part]}`),
    bytes: published[part][0],
    checksum: `md5:${published[part][1]}` as const,
  })),
  read: readIdxFiles(mnistNames, options),
})
