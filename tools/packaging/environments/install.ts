import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { command } from '../command.ts'
import { readManifest, root } from '../workspace.ts'

/** A project of `environments/`, installed outside the workspace. */
export interface Project {
  readonly name: string
  readonly folder: string
}

/** Of npm's lock: where each installed package lies. */
const lock = z.looseObject({ packages: z.record(z.string(), z.unknown()) })

/** What there must be one copy of, or tensors of the one are no tensors to the other. */
const once = /^(@planish\/.*|@tensorflow\/tfjs-core)$/

/** Packages of that kind that npm has installed more than once. */
async function duplicates(folder: string): Promise<string[]> {
  const { packages } = lock.parse(JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')))
  const names = Object.keys(packages).map(path => path.split('node_modules/').at(-1) ?? '')
  return names.filter((name, index) => once.test(name) && names.indexOf(name) !== index)
}

/**
 * Copies a project out of the workspace and installs the tarballs in it, all else from npm's registry.
 *
 * Those that it names itself are its dependencies; those that they need in turn are overridden, since no registry has
 * them yet. What a package fails to name is thus missing here, as it would be for a stranger.
 *
 * @throws Error if npm fails, or installs a second copy of tfjs-core or of one of ours
 */
export async function install(
  name: string,
  parent: string,
  tarballs: ReadonlyMap<string, string>,
): Promise<Project> {
  const folder = join(parent, name)
  await cp(join(root, 'environments', name), folder, { recursive: true })
  const manifest = readManifest(folder)
  const ours = Object.fromEntries([...tarballs].map(([ours, file]) => [ours, `file:${file}`]))
  const dependencies = Object.entries(manifest.dependencies).map(([dependency, range]) => [
    dependency,
    ours[dependency] ?? range,
  ])
  const written = { ...manifest, dependencies: Object.fromEntries(dependencies), overrides: ours }
  await writeFile(join(folder, 'package.json'), JSON.stringify(written, null, 2))
  await rm(join(folder, 'package-lock.json'), { force: true })
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, output } = await command('npm', ['install', ...flags], { cwd: folder })
  if (status !== 0) throw new Error(`npm install failed:\n${output}`)
  const twice = await duplicates(folder)
  if (twice.length > 0) throw new Error(`npm installed more than one copy of ${twice.join(', ')}`)
  return { name, folder }
}
