import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The repository's root. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

const manifest = z.looseObject({
  name: z.string(),
  version: z.string().default('0.0.0'),
  private: z.boolean().default(false),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  exports: z.record(z.string(), z.unknown()).default({}),
})

/** What the checks read of a `package.json`. */
export type Manifest = z.infer<typeof manifest>

/** A workspace package and where it lies. */
export interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

/** The manifest of the package in a folder. */
export const readManifest = (folder: string): Manifest =>
  manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))

/** Every workspace of a checkout. Their folders lie one below those that the root's manifest names. */
export function workspaces(checkout = root): Package[] {
  const { workspaces: patterns } = z
    .looseObject({ workspaces: z.array(z.string().endsWith('/*')) })
    .parse(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')))
  return patterns
    .map(pattern => join(checkout, pattern.slice(0, -2)))
    .flatMap(parent => readdirSync(parent).map(name => join(parent, name)))
    .filter(folder => existsSync(join(folder, 'package.json')))
    .map(folder => ({ folder, manifest: readManifest(folder) }))
}

/** Those that are published. */
export const publishedPackages = (checkout = root): Package[] =>
  workspaces(checkout).filter(({ manifest }) => !manifest.private)
