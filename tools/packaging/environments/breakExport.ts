import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Project } from './install.ts'

const withExports = z.looseObject({ exports: z.record(z.string(), z.unknown()) })

/** Gives the main entry of an installed package another name: to see that a project that uses it fails. */
export async function breakExport({ folder }: Project, name: string): Promise<void> {
  const file = join(folder, 'node_modules', ...name.split('/'), 'package.json')
  const manifest = withExports.parse(JSON.parse(await readFile(file, 'utf8')))
  const { '.': main, ...others } = manifest.exports
  await writeFile(file, JSON.stringify({ ...manifest, exports: { ...others, './renamed': main } }))
}
