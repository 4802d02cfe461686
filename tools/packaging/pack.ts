import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { command } from './command.ts'
import { type Package, publishedPackages, root } from './workspace.ts'

/** What `npm pack --json` tells. */
const packed = z.array(z.object({ name: z.string(), filename: z.string() })).or(
  // npm 11 keys the answers by package.
  z.record(z.string(), z.object({ name: z.string(), filename: z.string() })).transform(Object.values),
)

/**
 * Packs every published package of this checkout, as built.
 *
 * @returns the tarballs' paths, by package name
 * @throws Error if npm can't pack
 */
export async function packAll(
  into: string,
  packages: readonly Package[] = publishedPackages(),
): Promise<Map<string, string>> {
  await mkdir(into, { recursive: true })
  const workspaces = packages.flatMap(({ manifest }) => ['--workspace', manifest.name])
  const { status, stdout, output } = await command(
    'npm',
    ['pack', '--json', '--pack-destination', into, ...workspaces],
    { cwd: root },
  )
  if (status !== 0) throw new Error(`npm pack failed:\n${output}`)
  const tarballs = packed.parse(JSON.parse(stdout))
  return new Map(tarballs.map(({ name, filename }) => [name, join(into, filename)]))
}
