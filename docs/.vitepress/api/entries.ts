import { readdirSync, readFileSync } from 'node:fs'

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: { readonly [path: string]: string | { readonly [condition: string]: unknown } }
}

/** A module that can be imported by name. */
export interface Entry {
  /** `@planish/datasets/node`. */
  readonly name: string
  /** Its source, from the repository's root. */
  readonly source: string
}

/** What the published packages export, as their `package.json` says. */
export function entries(root: string): readonly Entry[] {
  return readdirSync(`${root}/packages`)
    .sort()
    .flatMap(folder => {
      const manifest: Manifest = JSON.parse(readFileSync(`${root}/packages/${folder}/package.json`, 'utf8'))
      if (manifest.private) return []
      return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
        const source = typeof target === 'string' ? undefined : target['@planish/source']
        if (typeof source !== 'string') return []
        return [{ name: `${manifest.name}${path.slice(1)}`, source: `packages/${folder}/${source.slice(2)}` }]
      })
    })
}
