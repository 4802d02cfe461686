import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Source, sources } from '@planish/datasets'
import { sourceFolder } from '@planish/datasets/node'
import type { Command } from 'commander'
import { displayWidth, padEnd } from '../../report/displayWidth.ts'
import { example } from '../example.ts'
import { action } from '../fail.ts'
import { print, printJson } from '../print.ts'
import { megabytes } from './downloadProgress.ts'
import { familyOf } from './familyOf.ts'

interface Listed {
  readonly name: string
  readonly title: string
  /** Of all files, where their publisher's lengths are known. */
  readonly bytes: number | null
  readonly licence: string
  readonly homepage: string
  readonly folder: string
  readonly cached: 'yes' | 'partly' | 'no'
}

interface Flags {
  readonly cache?: string
  readonly json?: boolean
}

/** Whether a file of that length is there; what it hashes to is looked at when it is read. */
async function isThere(path: string, bytes: number | undefined): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true && (bytes === undefined || found.size === bytes)
}

async function listed(source: Source, { cache }: Flags): Promise<Listed> {
  const { title, licence, homepage, files } = source
  const folder = sourceFolder(source, cache === undefined ? {} : { cache })
  const there = await Promise.all(files.map(file => isThere(join(folder, file.name), file.bytes)))
  const lengths = files.map(({ bytes }) => bytes)
  return {
    name: familyOf(source),
    title,
    bytes: lengths.includes(undefined) ? null : lengths.reduce<number>((sum, bytes = 0) => sum + bytes, 0),
    licence,
    homepage,
    folder,
    cached: there.every(Boolean) ? 'yes' : there.some(Boolean) ? 'partly' : 'no',
  }
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(row => displayWidth(row[column] ?? ''))),
  )
  return rows
    .map(row =>
      row
        .map((text, column) => padEnd(text, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `planish data list`. */
export const addDataList = (data: Command): Command =>
  data
    .command('list')
    .description('the public data sets that can be fetched, and which of them are in your cache')
    .option('--cache <folder>', 'cache to look in instead of yours (PLANISH_CACHE)')
    .option('--json', 'print JSON, with homepages and folders')
    .addHelpText('after', example('planish data list'))
    .action(
      action(async (flags: Flags) => {
        const found = await Promise.all(sources.map(source => listed(source, flags)))
        if (flags.json === true) return printJson(found)
        print(
          table([
            ['name', 'cached', 'size', 'title', 'licence'],
            ...found.map(({ name, cached, bytes, title, licence }) => [
              name,
              cached,
              bytes === null ? '?' : megabytes(bytes),
              title,
              licence,
            ]),
          ]),
        )
      }),
    )
