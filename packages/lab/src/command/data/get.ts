import { stat } from 'node:fs/promises'
import { orThrow, PlanishError } from '@planish/core'
import { type Source, sources } from '@planish/datasets'
import { type CacheOptions, fetchFile, sourceFolder } from '@planish/datasets/node'
import type { Command } from 'commander'
import { example } from '../example.ts'
import { action } from '../fail.ts'
import { interruption } from '../interrupt.ts'
import { print, printJson } from '../print.ts'
import { downloadProgress, megabytes } from './downloadProgress.ts'
import { familyOf } from './familyOf.ts'

interface Flags {
  readonly cache?: string
  readonly offline?: boolean
  readonly json?: boolean
}

interface Got {
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly checksum: string
}

function named(name: string): Source {
  const found = sources.find(source => familyOf(source) === name)
  if (found !== undefined) return found
  throw new PlanishError(
    'usage',
    `unknown public data set "${name}"`,
    `known are ${sources.map(familyOf).join(', ')}`,
  )
}

/** All files of a source, one after the other. */
async function getAll(source: Source, options: CacheOptions): Promise<readonly Got[]> {
  const got: Got[] = []
  for (const file of source.files) {
    const path = orThrow(await fetchFile(source, file, options)())
    got.push({ name: file.name, path, bytes: (await stat(path)).size, checksum: file.checksum })
  }
  return got
}

/** `planish data get`. */
export const addDataGet = (data: Command): Command =>
  data
    .command('get')
    .argument('<name>', 'as planish data list names it')
    .description("fetch a public data set's files into your cache, verified; goes on where it was stopped")
    .option('--cache <folder>', 'cache to fetch into instead of yours (PLANISH_CACHE)')
    .option('--offline', 'fetch nothing: check what is there, and say where to put what is not')
    .option('--json', 'print the files as JSON')
    .addHelpText('after', example('planish data get cifar10'))
    .action(
      action(async (name: string, { cache, offline, json }: Flags) => {
        const source = named(name)
        const shown = downloadProgress()
        const interrupted = interruption(shown.stop)
        const where = cache === undefined ? {} : { cache }
        try {
          const files = await getAll(source, {
            ...where,
            ...(offline === true && { offline }),
            signal: interrupted.signal,
            onProgress: shown.onProgress,
          })
          shown.stop()
          if (json === true) {
            return printJson({ name, folder: sourceFolder(source, where), files })
          }
          for (const { path, bytes } of files) print(`${path} (${megabytes(bytes)}, verified)`)
          print(`${source.title}: ${source.licence}; ${source.homepage}`)
        } finally {
          shown.stop()
          interrupted.release()
        }
      }),
    )
