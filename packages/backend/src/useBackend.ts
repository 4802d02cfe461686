import { PlanishError, toPlanishError } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { platform } from '#platform'
import { installGradients } from './gradients/installGradients.ts'
import type { Backend, BackendName } from './name.ts'
import { backendNames } from './name.ts'

/** Settings that a backend may need. */
export interface BackendOptions {
  /**
   * Where a browser finds the three `.wasm` files of `@tensorflow/tfjs-backend-wasm`: a folder's URL, or a URL
   * for each file name. Node finds them by itself.
   */
  readonly wasmPaths?: string | { readonly [fileName: string]: string }
}

async function activate(name: string): Promise<void> {
  const started = await tf.setBackend(name)
  if (!started) throw new PlanishError('backend', `tfjs could not start its backend ${name}`)
  await tf.ready()
}

async function startNative(): Promise<Backend> {
  const { device, tensorflow } = await platform.loadNative()
  await activate('tensorflow')
  return {
    name: 'native',
    device: `${device === 'gpu' ? 'GPU (CUDA)' : 'CPU'}, libtensorflow`,
    version: tensorflow,
    software: false,
  }
}

async function findAdapter(): Promise<GPUAdapter> {
  await platform.provideWebGpu()
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) {
    throw new PlanishError(
      'backend',
      'WebGPU finds no adapter on this machine',
      'a GPU with a Vulkan, Metal or Direct3D 12 driver is needed; Mesa (Debian: mesa-vulkan-drivers) imitates one, slowly',
    )
  }
  return adapter
}

/** A GPU imitated in software is slower than wasm. */
const isSoftware = (info: GPUAdapterInfo): boolean =>
  ('isFallbackAdapter' in info && info.isFallbackAdapter === true) ||
  /swiftshader|llvmpipe|basic render/i.test(`${info.architecture} ${info.description}`)

async function startWebGpu(): Promise<Backend> {
  const { info } = await findAdapter()
  await import('@tensorflow/tfjs-backend-webgpu')
  await activate('webgpu')
  return {
    name: 'webgpu',
    device: info.description || `${info.vendor} ${info.architecture}`.trim() || 'GPU',
    version: tf.version_core,
    software: isSoftware(info),
  }
}

async function startWasm({ wasmPaths }: BackendOptions): Promise<Backend> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  if (wasmPaths !== undefined) wasm.setWasmPaths(wasmPaths)
  await activate('wasm')
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  return {
    name: 'wasm',
    device: `CPU, WebAssembly${simd === true ? ' with SIMD' : ''}`,
    version: wasm.version_wasm,
    software: false,
  }
}

async function startCpu(): Promise<Backend> {
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu')
  await activate('cpu')
  // In Node its first use prints an advertisement for tfjs-node; whoever asked for cpu has decided.
  Object.assign(tf.backend(), { firstUse: false })
  return { name: 'cpu', device: 'CPU, plain JavaScript', version: version_cpu, software: false }
}

const starters: { readonly [name in BackendName]: (options: BackendOptions) => Promise<Backend> } = {
  native: startNative,
  webgpu: startWebGpu,
  wasm: startWasm,
  cpu: startCpu,
}

/** The first backend that works, fastest first; never an imitated GPU. */
async function startBest(options: BackendOptions): Promise<Backend> {
  const reasons: string[] = []
  for (const name of backendNames) {
    try {
      if (name === 'webgpu' && isSoftware((await findAdapter()).info)) {
        reasons.push('webgpu: only an imitated GPU')
        continue
      }
      return await starters[name](options)
    } catch (thrown) {
      reasons.push(`${name}: ${toPlanishError('backend')(thrown).message}`)
    }
  }
  throw new PlanishError('backend', `no backend works here (${reasons.join('; ')})`, 'planish doctor')
}

/**
 * Starts a backend and makes it the current one for all of tfjs, with Planish's gradients registered.
 *
 * `auto` takes the first that works of native, WebGPU on real hardware, wasm and cpu.
 *
 * @returns what was started, or a `backend` error that says why not and what to do
 * @example
 * ```ts
 * import { useBackend } from '@planish/backend'
 *
 * const started = await useBackend('wasm')() // right({ name: 'wasm', device: 'CPU, WebAssembly with SIMD', … })
 * ```
 */
export const useBackend = (
  name: BackendName | 'auto',
  options: BackendOptions = {},
): TE.TaskEither<PlanishError, Backend> =>
  pipe(
    TE.tryCatch(
      () => (name === 'auto' ? startBest(options) : starters[name](options)),
      toPlanishError('backend', undefined, 'planish doctor'),
    ),
    TE.tapIO(() => installGradients),
  )
