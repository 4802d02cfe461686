import { totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { BackendName } from '@planish/backend'
import { PlanishError, toPlanishError } from '@planish/core'
import { provideImitatedGpu } from '../../packages/testing/src/swiftshader.ts'
import { type Contestant, type Entry, startContestant } from './contestant.ts'
import type { Options } from './options.ts'
import type { Assignment } from './protocol.ts'
import { type Kind, rho } from './rules.ts'
import type { Workload } from './workload/workload.ts'

/** What the processes for one model have in common. */
export interface Setting {
  readonly options: Options
  readonly workload: Workload
  /** Folder of `writeNumbers`. */
  readonly numbers: string
  /** The Python that has PyTorch and JAX, if they take part. */
  readonly python: string | undefined
}

const environment: NodeJS.ProcessEnv = { ...process.env }

/** Half the machine's: the peers' vmap of a large network asks for more than there is. */
const peerMemory = Math.floor(totalmem() / 2)

const assignment = (
  { options: { threads, step, kinds }, workload, numbers }: Setting,
  backend: string,
  more: Partial<Pick<Assignment, 'gradients' | 'kinds' | 'memory'>> = {},
): string =>
  JSON.stringify({
    backend,
    model: workload.name,
    architecture: workload.architecture,
    numbers,
    kinds,
    rho,
    threads,
    memory: null,
    step,
    gradients: 'planish',
    ...more,
  } satisfies Assignment)

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

function threadSettings(threads: number): NodeJS.ProcessEnv {
  const count = String(threads)
  return { TF_NUM_INTRAOP_THREADS: count, TF_NUM_INTEROP_THREADS: count }
}

/**
 * A process of Planish's.
 *
 * @param script built beside this one
 * @param flags of Node
 */
export const planishEntry = (
  setting: Setting,
  backend: BackendName,
  more: Partial<Pick<Assignment, 'gradients' | 'kinds'>> = {},
  script = './planish.js',
  flags: readonly string[] = [],
): Entry => ({
  name: backend,
  command: process.execPath,
  args: [...flags, beside(script), assignment(setting, backend, more)],
  env: { ...environment, ...threadSettings(setting.options.threads) },
})

const jaxJsEntry = (setting: Setting, backend: 'wasm' | 'webgpu'): Entry => ({
  name: `jax-js ${backend}`,
  command: process.execPath,
  args: [beside('./jaxJs.js'), assignment(setting, backend)],
  env: environment,
})

const pythonEntry = (setting: Setting, python: string, name: string, script: string): Entry => ({
  name,
  command: python,
  args: [beside(`../peers/${script}`), assignment(setting, 'cpu', { memory: peerMemory })],
  env: environment,
})

/** The peers that compute on the same kind of device. */
function peersOf(setting: Setting, backend: BackendName): readonly Entry[] {
  const { options, python, workload } = setting
  if (!options.peers) return []
  switch (backend) {
    case 'native':
      return python === undefined
        ? []
        : [
            pythonEntry(setting, python, 'PyTorch', 'torch_steps.py'),
            pythonEntry(setting, python, 'JAX', 'jax_steps.py'),
          ]
    case 'wasm':
    case 'webgpu':
      return workload.architecture === 'mlp' ? [jaxJsEntry(setting, backend)] : []
    case 'cpu':
      return []
  }
}

const ofTfjs: { readonly gradients: 'tfjs'; readonly kinds: readonly Kind[] } = {
  gradients: 'tfjs',
  kinds: ['sgd'],
}

/** What is measured together: its rounds are interleaved. */
export const groupsOf = (setting: Setting): readonly (readonly Entry[])[] =>
  setting.options.backends.map(backend => [
    planishEntry(setting, backend),
    // tfjs's wasm backend has no gradient of a convolution.
    ...(backend === 'wasm' && setting.workload.architecture === 'mlp'
      ? [planishEntry(setting, backend, ofTfjs)]
      : []),
    ...peersOf(setting, backend),
  ])

/** The environment in which Vulkan finds SwiftShader. */
export async function imitatedGpu(): Promise<NodeJS.ProcessEnv> {
  await provideImitatedGpu()
  const { VK_ICD_FILENAMES, LD_LIBRARY_PATH } = process.env
  return { VK_ICD_FILENAMES, LD_LIBRARY_PATH }
}

const canImitate = process.platform === 'linux' && process.arch === 'x64'

/** Starts a contestant; on WebGPU without a GPU, with one that is imitated in software. */
export async function start(entry: Entry, limitSeconds: number): Promise<Contestant> {
  try {
    return await startContestant(entry, limitSeconds)
  } catch (thrown) {
    if (!(thrown instanceof PlanishError) || !canImitate || !/webgpu/.test(entry.name)) throw thrown
    const gpu = await imitatedGpu().catch((cause: unknown) => {
      throw toPlanishError('backend', `${thrown.message}; and none can be imitated`)(cause)
    })
    const started = await startContestant({ ...entry, env: { ...entry.env, ...gpu } }, limitSeconds)
    return { ...started, software: true }
  }
}
