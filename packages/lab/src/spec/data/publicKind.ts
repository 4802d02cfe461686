import type { Source } from '@planish/datasets'
import { fromFolder, loadSource } from '@planish/datasets/node'
import * as z from 'zod'
import { type Kind, kind } from '../kind.ts'
import { type DataSource, once } from './dataSource.ts'

/** Where a source's files are, if not in the cache. */
export const folderOption = z
  .string()
  .min(1, 'must be named')
  .optional()
  .describe(
    'where its files are already, as published or unpacked; unless given they are fetched into the cache',
  )

/** How a public data set is declared. */
export interface PublicDeclaration<S extends z.ZodRawShape> {
  readonly kind: string
  readonly summary: string
  readonly first?: keyof S & string
  readonly options: S
  readonly source: (options: z.output<z.ZodObject<S>>) => Source
}

/** The files of a source from a folder, or through the cache. */
export const readSource = (source: Source, folder: string | undefined): DataSource =>
  once(cache => (folder === undefined ? loadSource(source, cache) : source.read(fromFolder(folder))))

/** Declares a public data set, which is fetched into the cache when it is first used. */
export const publicKind = <S extends z.ZodRawShape>({
  kind: name,
  summary,
  first,
  options,
  source,
}: PublicDeclaration<S>): Kind<DataSource> =>
  kind({
    kind: name,
    summary,
    ...(first === undefined ? {} : { first }),
    options: { ...options, folder: folderOption },
    build: given => {
      const { folder, ...rest } = given as { readonly folder?: string } & z.output<z.ZodObject<S>>
      return readSource(source(rest as z.output<z.ZodObject<S>>), folder)
    },
  })
