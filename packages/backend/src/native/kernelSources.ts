import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { quietlySource } from './quietly.ts'
import { guarded } from './sharedNames.ts'

/** Planish's own kernels, in C++. */
export interface KernelSources {
  /** The files to compile. */
  readonly files: readonly string[]
  /**
   * SHA-256 of all that this version compiles of its own, headers too: an installation with another one was built from
   * other sources.
   */
  readonly digest: string
}

/** The package holds its sources beside what is built from them; by its own name it finds itself from either. */
const folder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@planish/backend/package.json')), 'src/native/kernels')

/** The kernels that this version of the package has. */
export async function kernelSources(): Promise<KernelSources> {
  const names = (await readdir(folder())).filter(name => /\.(cc|h)$/.test(name)).sort()
  const hash = createHash('sha256').update(quietlySource).update(guarded)
  for (const name of names) hash.update(`${name}\n`).update(await readFile(join(folder(), name)))
  const files = names.filter(name => name.endsWith('.cc')).map(name => join(folder(), name))
  return { files, digest: hash.digest('hex') }
}
