import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** tfjs's own native package, as the user has installed it in the application. */
export interface InstalledTfjsNode {
  readonly kind: 'tfjs-node' | 'tfjs-node-gpu'
  /** The package's folder. */
  readonly path: string
  readonly binding: string
  readonly version: string
}

/**
 * `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`, when it can be resolved from the application's folder
 * and its binding is there (its install script may have been blocked).
 */
export async function findInstalledTfjsNode(
  application: string = process.cwd(),
): Promise<InstalledTfjsNode | undefined> {
  const require = createRequire(join(application, 'package.json'))
  for (const kind of ['tfjs-node-gpu', 'tfjs-node'] as const) {
    const found = await inspect(kind, () => require.resolve(`@tensorflow/${kind}/package.json`))
    if (found !== undefined) return found
  }
  return undefined
}

async function inspect(
  kind: InstalledTfjsNode['kind'],
  resolve: () => string,
): Promise<InstalledTfjsNode | undefined> {
  try {
    const manifest = resolve()
    const { version }: { version: string } = JSON.parse(await readFile(manifest, 'utf8'))
    const path = dirname(manifest)
    const binding = await findBinding(join(path, 'lib'))
    return binding === undefined ? undefined : { kind, path, binding, version }
  } catch {
    return undefined
  }
}

async function findBinding(folder: string): Promise<string | undefined> {
  for (const name of (await readdir(folder)).sort().reverse()) {
    if ((await readdir(join(folder, name))).includes('tfjs_binding.node')) {
      return join(folder, name, 'tfjs_binding.node')
    }
  }
  return undefined
}
