import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MemoryRow } from '../memory/measureMemory.ts'
import type { ProfileResult } from '../profile/measureProfile.ts'
import type { Soak } from '../soak/soak.ts'
import type { Row } from '../table.ts'

/** What a saved run says of itself. */
export interface Source {
  readonly file: string
  readonly command: string
  readonly commit: string | null
  readonly date: string
  readonly threads?: number
  readonly machine: {
    readonly processor: string
    readonly cores: number
    readonly bytes: number
    readonly platform: string
    readonly node: string
    /** Mean number of threads that wanted a processor. */
    readonly load?: number
  }
}

/** A measurement and the run it comes from. */
type From<T> = T & { readonly source: Source }

/** All that is saved. */
export interface Results {
  readonly sources: readonly Source[]
  readonly rows: readonly From<Row>[]
  readonly memory: readonly From<MemoryRow>[]
  readonly profiles: readonly From<ProfileResult>[]
  readonly soaks: readonly From<Soak>[]
}

interface Saved extends Omit<Source, 'file'> {
  readonly rows?: readonly Row[]
  readonly memory?: readonly MemoryRow[]
  readonly profiles?: readonly ProfileResult[]
  readonly soaks?: readonly Soak[]
}

/** Reads the runs saved in a folder: what `--json` printed, each in a file. */
export async function readResults(folder: string): Promise<Results> {
  const files = (await readdir(folder)).filter(file => file.endsWith('.json')).sort()
  const runs = await Promise.all(
    files.map(async file => {
      const saved: Saved = JSON.parse(await readFile(join(folder, file), 'utf8'))
      const { rows = [], memory = [], profiles = [], soaks = [], ...source } = saved
      return { source: { ...source, file }, rows, memory, profiles, soaks }
    }),
  )
  const gather = <T>(list: (run: (typeof runs)[number]) => readonly T[]): From<T>[] =>
    runs.flatMap(run => list(run).map(item => ({ ...item, source: run.source })))
  return {
    sources: runs.map(({ source }) => source),
    rows: gather(run => run.rows),
    memory: gather(run => run.memory),
    profiles: gather(run => run.profiles),
    soaks: gather(run => run.soaks),
  }
}
