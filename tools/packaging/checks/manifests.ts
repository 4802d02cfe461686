import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Package, publishedPackages, root } from '../workspace.ts'
import type { Check } from './check.ts'

/** One way into a package, in both module systems with types for each. */
const entry = z.looseObject({
  import: z.object({ types: z.string().endsWith('.d.ts'), default: z.string().endsWith('.js') }),
  require: z.object({ types: z.string().endsWith('.d.cts'), default: z.string().endsWith('.cjs') }),
})

/** What the manifest of every published package says. */
const required = z.looseObject({
  description: z.string().min(1),
  license: z.literal('MIT'),
  type: z.literal('module'),
  // Only what replaces something when it is imported may be named.
  sideEffects: z.literal(false).or(z.array(z.string())),
  engines: z.object({ node: z.string() }),
  publishConfig: z.object({ access: z.literal('public'), provenance: z.literal(true) }),
  exports: z.object({ './package.json': z.literal('./package.json') }).catchall(entry),
})

/** tfjs must be one copy: an application's own. */
const oneCopy = /^@tensorflow\//

function faultsOf({ folder, manifest }: Package, licence: string): string[] {
  const parsed = required.safeParse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  const faults = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `package.json, ${path.join('.')}: ${message}`)
  for (const name of Object.keys(manifest.dependencies).filter(name => oneCopy.test(name))) {
    faults.push(`package.json: ${name} is a dependency; as a peer dependency there is one copy of it`)
  }
  const textOf = (file: string): string =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : ''
  if (textOf('LICENSE') !== licence) faults.push("LICENSE is not a copy of the repository's")
  const readme = textOf('README.md')
  const [example = ''] = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(({ 1: code = '' }) => code)
  if (!example.includes('import ')) faults.push('README.md has no example (a `ts` block) that can be run')
  if (!/npm install @planish\//.test(readme)) faults.push('README.md does not say how it is installed')
  return faults.map(fault => `${manifest.name}: ${fault}`)
}

/** Manifest, licence and README of every package, as `docs/releasing.md` wants them. */
export const manifests: Check = {
  name: 'manifest, licence and README of every package',
  advice: "hold it against another package's",
  run: async () => {
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8')
    return publishedPackages().flatMap(found => faultsOf(found, licence))
  },
}
