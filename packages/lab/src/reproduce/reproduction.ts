import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackendName } from '@planish/backend'
import { orThrow, PlanishError } from '@planish/core'
import * as z from 'zod'
import { optionalFile } from '../run/directory.ts'
import { writeWhole } from '../run/files.ts'
import { parseJson } from '../run/parseJson.ts'
import { complaintOf, wording } from '../spec/complaint.ts'
import type { Size } from './result.ts'

/** What a folder of figures was begun as, in its `reproduction.json`: enough to go on with it. */
export interface Reproduction {
  readonly version: 1
  readonly size: Size
  readonly backend: BackendName
  /** In the place of every figure's own data; null for those. */
  readonly data: string | null
  /** In the place of every figure's own number of seeds; null for those. */
  readonly seeds: number | null
  /** Names of the figures asked for so far, in the order in which they are made. */
  readonly figures: readonly string[]
}

const schema: z.ZodType<Reproduction> = z.strictObject({
  version: z.literal(1),
  size: z.enum(['quick', 'default', 'paper']),
  backend: z.enum(['native', 'webgpu', 'wasm', 'cpu']),
  data: z.string().nullable(),
  seeds: z.int().min(2).nullable(),
  figures: z.array(z.string()).min(1),
})

const fileIn = (folder: string): string => join(folder, 'reproduction.json')

/**
 * What a folder was begun as; undefined where there is none.
 *
 * @throws PlanishError `format` where its file is broken
 */
export async function readReproduction(folder: string): Promise<Reproduction | undefined> {
  const file = fileIn(folder)
  const bytes = await optionalFile(file)
  if (bytes === undefined) return undefined
  const result = schema.safeParse(orThrow(parseJson(file, bytes.toString())), wording)
  if (result.success) return result.data
  const { name, what } = complaintOf(result.error)
  throw new PlanishError(
    'format',
    `${file}: ${name === '' ? 'it' : name} ${what}`,
    'begin anew, with another --out',
  )
}

const settings = ['size', 'backend', 'data', 'seeds'] as const

/**
 * Begins a folder of figures, or adds figures to one.
 *
 * @throws PlanishError `usage` where the folder was begun with other settings
 */
export async function beginReproduction(folder: string, asked: Reproduction): Promise<Reproduction> {
  const begun = await readReproduction(folder)
  const other = begun && settings.find(name => begun[name] !== asked[name])
  if (other !== undefined) {
    throw new PlanishError(
      'usage',
      `the figures in ${folder} were begun with ${other} ${begun?.[other] ?? 'as each figure has it'}, not ${asked[other] ?? 'as each figure has it'}`,
      'choose another --out',
    )
  }
  const reproduction = { ...asked, figures: [...new Set([...(begun?.figures ?? []), ...asked.figures])] }
  await mkdir(folder, { recursive: true })
  await writeWhole(fileIn(folder), `${JSON.stringify(reproduction, null, 2)}\n`)
  return reproduction
}
