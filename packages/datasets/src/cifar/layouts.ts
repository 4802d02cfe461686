import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { gunzipStream } from '../archive/gunzipStream.ts'
import { readTar } from '../archive/tar.ts'
import { checkDataset, type Dataset, type Split } from '../dataset.ts'
import type { ReadFile } from '../source/source.ts'
import { assemble, type Records } from './records.ts'

/** One of the versions that a data set of the CIFAR family is published in. */
export interface Layout {
  readonly archive: string
  /** The folder in the archive. */
  readonly folder: string
  readonly train: readonly string[]
  readonly test: string
  readonly records: (bytes: Uint8Array) => E.Either<PlanishError, Records>
}

type About = Omit<Dataset, 'inputs' | 'labels' | 'inputShape'>

/** An error that names the file. */
const inFile =
  (file: string) =>
  (error: PlanishError): PlanishError =>
    new PlanishError(error.code, `${file}: ${error.message}`, error.hint, { cause: error })

/** The files in an archive, by the names that they have without its folder. */
const fromArchive =
  (archive: string) =>
  (bytes: Uint8Array): TE.TaskEither<PlanishError, ReadFile> =>
    pipe(
      gunzipStream(bytes),
      TE.chainEitherK(inflated => readTar(inflated)),
      TE.mapLeft(inFile(archive)),
      TE.map(files => {
        const bare = new Map([...files].map(([name, file]) => [name.slice(name.lastIndexOf('/') + 1), file]))
        return name => {
          const file = bare.get(name)
          return file === undefined
            ? TE.left(new PlanishError('format', `${archive} has no ${name}`, 'it is another archive'))
            : TE.right(file)
        }
      }),
    )

const splitFrom =
  ({ train, test, records }: Layout, about: About) =>
  (read: ReadFile): TE.TaskEither<PlanishError, Split> => {
    const part = (names: readonly string[]): TE.TaskEither<PlanishError, Dataset> =>
      pipe(
        names,
        TE.traverseArray(name =>
          pipe(
            read(name),
            TE.chainEitherK(bytes => pipe(records(bytes), E.mapLeft(inFile(name)))),
          ),
        ),
        TE.chainEitherK(parts => checkDataset({ ...about, ...assemble(parts), inputShape: [32, 32, 3] })),
      )
    return pipe(
      TE.Do,
      TE.bind('train', () => part(train)),
      TE.bind('test', () => part([test])),
    )
  }

/** Where a file is not there, the next way is tried; any other error counts. */
const orElse =
  (next: () => TE.TaskEither<PlanishError, Split>) =>
  (first: TE.TaskEither<PlanishError, Split>): TE.TaskEither<PlanishError, Split> =>
    pipe(
      first,
      TE.orElse(error =>
        error.code === 'io'
          ? pipe(
              next(),
              // What was wanted first is what its user should be told of, unless something else was found.
              TE.mapLeft(other => (other.code === 'format' ? other : error)),
            )
          : TE.left(error),
      ),
    )

/**
 * The data set from the first that is there: an archive of any layout, then its unpacked files in their folder, then
 * alone.
 */
export const readLayouts =
  (layouts: readonly Layout[], about: About) =>
  (read: ReadFile): TE.TaskEither<PlanishError, Split> => {
    const ways = [
      ...layouts.map(layout =>
        pipe(read(layout.archive), TE.chain(fromArchive(layout.archive)), TE.chain(splitFrom(layout, about))),
      ),
      ...layouts.flatMap(layout =>
        [`${layout.folder}/`, ''].map(folder => splitFrom(layout, about)(name => read(`${folder}${name}`))),
      ),
    ]
    return ways.reduceRight((next, way) =>
      pipe(
        way,
        orElse(() => next),
      ),
    )
  }
