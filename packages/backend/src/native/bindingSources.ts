import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PlanishError } from '@planish/core'
import { exists } from '@planish/core/node'
import { extract } from 'tar'
import { tfjsNode } from './artifacts.ts'
import type { OnProgress } from './progress.ts'
import { run } from './run.ts'
import { verifyIntegrity } from './verifyIntegrity.ts'

/**
 * Puts tfjs-node's sources into `folder/tfjs-node`: the C++ binding and the JavaScript kernels. The package
 * comes through `npm pack`, so with the user's registry, proxy and credentials; its install script never runs.
 */
export async function obtainBindingSources(
  folder: string,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<void> {
  const target = join(folder, 'tfjs-node')
  if (await exists(target)) return
  onProgress({ stage: 'binding', message: `${tfjsNode.spec} with npm` })
  const draft = join(folder, 'tfjs-node.part')
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  const archive = await npmPack(draft, signal)
  await verifyIntegrity(archive, tfjsNode.integrity)
  await extract({ file: archive, cwd: draft, strip: 1, filter: isNeeded })
  await rm(archive)
  await rename(draft, target)
}

const isNeeded = (path: string): boolean =>
  /^package\/(package\.json|README\.md|binding\/.*|dist\/(kernels\/)?\w+\.js)$/.test(path) &&
  !path.endsWith('_test.js')

async function npmPack(folder: string, signal: AbortSignal | undefined): Promise<string> {
  const [command, ...first] = await npm()
  const finished = await run(
    command,
    [...first, 'pack', tfjsNode.spec, '--ignore-scripts', '--loglevel=error', '--pack-destination', folder],
    { env: withoutWorkspace(process.env), signal },
  ).catch((cause: unknown) => {
    if (cause instanceof PlanishError) throw cause
    throw new PlanishError('backend', 'npm does not run', 'install npm: it ships with Node', { cause })
  })
  const file = (await readdir(folder)).find(name => name.endsWith('.tgz'))
  if (finished.status === 0 && file !== undefined) return join(folder, file)
  throw new PlanishError(
    'io',
    `npm could not download ${tfjsNode.spec}:\n${finished.stderr.trim().split('\n').slice(0, 6).join('\n')}`,
    "check the network and npm's configuration (`npm config get registry`)",
  )
}

/** The npm beside this Node, else the one on the PATH. */
async function npm(): Promise<readonly [string, ...string[]]> {
  const script = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  return (await exists(script)) ? [process.execPath, script] : ['npm']
}

/** Inside `npm run -w …` npm tells its children to look at that workspace, where this package is not. */
function withoutWorkspace(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^npm_config_(workspaces?|include_workspace_root|dry_run|json)$/i.test(name),
    ),
  )
}
