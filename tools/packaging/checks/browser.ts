import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { build, type Plugin } from 'vite'
import { type Package, publishedPackages, root } from '../workspace.ts'
import type { Check } from './check.ts'

/** Entries that say by their name that they are for Node; the README of each names them. */
const forNode = ['@planish/backend/native', '@planish/core/node', '@planish/datasets/node']

/** Where a browser's bundler may enter a package: `@planish/core`, `@planish/core/…`. */
export const browserEntries = ({ manifest: { name, exports } }: Package): string[] =>
  Object.keys(exports)
    .filter(key => key !== './package.json')
    .map(key => join(name, key))
    .filter(entry => !forNode.includes(entry))

/** Notes who asks for a module of Node's. tfjs is left out: the browser is told what stands for those by its manifest. */
const watchBuiltins = (faults: string[]): Plugin => ({
  name: 'watch-builtins',
  enforce: 'pre',
  resolveId(id, importer = '') {
    if (!isBuiltin(id)) return id.startsWith('@tensorflow/') ? { id, external: true } : null
    faults.push(`${relative(root, importer)} imports ${id}`)
    return { id, external: true }
  },
})

/** What one entry drags into a browser's bundle that only Node has. */
export async function builtinsReached(entry: string): Promise<string[]> {
  const faults: string[] = []
  const start = `virtual:${entry}`
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      // Unused exports too: all that a bundler would have to resolve.
      rollupOptions: { input: start, treeshake: false },
    },
    plugins: [
      {
        name: 'entry',
        enforce: 'pre',
        resolveId: id => (id === start ? { id: join(root, 'entry.js') } : null),
        load: id => (id === join(root, 'entry.js') ? `export * from '${entry}'` : null),
      },
      watchBuiltins(faults),
    ],
  })
  return faults.map(fault => `${entry} in a browser: ${fault}`)
}

/** No Node built-in reachable from what a browser imports. */
export const browser: Check = {
  name: 'no Node built-in reachable from a browser import (vite)',
  advice:
    "move what needs Node behind the package's `imports` (see #platform in backend) or an entry of its own",
  run: async () => {
    const faults: string[] = []
    if ((await builtinsReached('@planish/backend/native')).length === 0) {
      faults.push(
        'this check is blind: it finds no built-in in @planish/backend/native, which is made of them',
      )
    }
    for (const entry of publishedPackages().flatMap(browserEntries))
      faults.push(...(await builtinsReached(entry)))
    return faults
  },
}
