import { fileURLToPath } from 'node:url'
import type { BackendName } from '@planish/backend'
import { PlanishError, toPlanishError } from '@planish/core'
import { provideImitatedGpu } from '../../packages/testing/src/swiftshader.ts'
import { type Contestant, type Entry, startContestant } from './contestant.ts'
import type { Options } from './options.ts'
import type { Assignment } from './protocol.ts'
import { batchSize, rho, type Widths } from './workload.ts'

/** What the processes for one model have in common. */
export interface Setting {
  readonly options: Options
  readonly widths: Widths
  /** File of `writeNumbers`. */
  readonly numbers: string
  /** The Python that has PyTorch and JAX, if they take part. */
  readonly python: string | undefined
}

const environment: NodeJS.ProcessEnv = { ...process.env }

const assignment = (
  { options: { threads, step }, widths, numbers }: Setting,
  backend: string,
  gradients: Assignment['gradients'] = 'planish',
): string =>
  JSON.stringify({ backend, widths, numbers, batchSize, rho, threads, step, gradients } satisfies Assignment)

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

function threadSettings(threads: number): NodeJS.ProcessEnv {
  const count = String(threads)
  return { TF_NUM_INTRAOP_THREADS: count, TF_NUM_INTEROP_THREADS: count }
}

const planishEntry = (
  setting: Setting,
  backend: BackendName,
  gradients: Assignment['gradients'] = 'planish',
): Entry => ({
  name: backend,
  command: process.execPath,
  args: [beside('./planish.js'), assignment(setting, backend, gradients)],
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
  args: [beside(`../peers/${script}`), assignment(setting, 'cpu')],
  env: environment,
})

/** What is measured together: its rounds are interleaved. */
export function groupsOf(setting: Setting): readonly (readonly Entry[])[] {
  const { options, python } = setting
  const peersOf: { readonly [name in BackendName]: readonly Entry[] } = {
    native:
      python === undefined
        ? []
        : [
            pythonEntry(setting, python, 'PyTorch', 'torch_steps.py'),
            pythonEntry(setting, python, 'JAX', 'jax_steps.py'),
          ],
    webgpu: [jaxJsEntry(setting, 'webgpu')],
    wasm: [jaxJsEntry(setting, 'wasm')],
    cpu: [],
  }
  return options.backends.map(backend => [
    planishEntry(setting, backend),
    ...(backend === 'wasm' ? [planishEntry(setting, backend, 'tfjs')] : []),
    ...(options.peers ? peersOf[backend] : []),
  ])
}

/** The environment in which Vulkan finds SwiftShader. */
async function imitatedGpu(): Promise<NodeJS.ProcessEnv> {
  await provideImitatedGpu()
  const { VK_ICD_FILENAMES, LD_LIBRARY_PATH } = process.env
  return { VK_ICD_FILENAMES, LD_LIBRARY_PATH }
}

const canImitate = process.platform === 'linux' && process.arch === 'x64'

/** Starts a contestant; on WebGPU without a GPU, with one that is imitated in software. */
export async function start(entry: Entry): Promise<Contestant> {
  try {
    return await startContestant(entry)
  } catch (thrown) {
    if (!(thrown instanceof PlanishError) || !canImitate || !/webgpu/.test(entry.name)) throw thrown
    const gpu = await imitatedGpu().catch((cause: unknown) => {
      throw toPlanishError('backend', `${thrown.message}; and none can be imitated`)(cause)
    })
    const started = await startContestant({ ...entry, env: { ...entry.env, ...gpu } })
    return { ...started, software: true }
  }
}
