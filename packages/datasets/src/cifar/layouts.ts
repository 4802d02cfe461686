import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { firstThere } from '../archive/firstThere.ts'
import { gunzipStream } from '../archive/gunzipStream.ts'
import { inFile } from '../archive/inFile.ts'
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

/**
 * The data set from the first that is there: an archive of any layout, then its unpacked files in their folder, then
 * alone.
 */
export const readLayouts =
  (layouts: readonly [Layout, ...Layout[]], about: About) =>
  (read: ReadFile): TE.TaskEither<PlanishError, Split> => {
    const packed = (layout: Layout) =>
      pipe(read(layout.archive), TE.chain(fromArchive(layout.archive)), TE.chain(splitFrom(layout, about)))
    const unpacked = (layout: Layout) =>
      [`${layout.folder}/`, ''].map(folder => splitFrom(layout, about)(name => read(`${folder}${name}`)))
    const [first, ...others] = layouts
    return firstThere(packed(first), ...others.map(packed), ...layouts.flatMap(unpacked))
  }
