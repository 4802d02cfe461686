import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PlanishError, toPlanishError } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { InstalledTfjsNode } from './installedTfjsNode.ts'
import { findInstalledTfjsNode } from './installedTfjsNode.ts'
import type { StatusOptions } from './nativeStatus.ts'
import { nativeStatus } from './nativeStatus.ts'
import { entryFile } from './runtimeFiles.ts'

/** The native backend as it was loaded. */
export interface LoadedNative {
  readonly device: 'cpu' | 'gpu'
  /** The version of libtensorflow. */
  readonly tensorflow: string
  /** Who supplied it; `application` when it was registered before Planish was asked. */
  readonly source: 'planish' | 'tfjs-node' | 'tfjs-node-gpu' | 'application'
}

type Tfjs = typeof tf
type Found = Pick<LoadedNative, 'device' | 'tensorflow'>

/** What tfjs-node's binding says of itself. */
interface Binding {
  isUsingGpuDevice(): boolean
  readonly TF_Version: string
}

const require = createRequire(import.meta.url)

const loadedKey = Symbol.for('planish.native')
/** One for the whole thread: Planish may be loaded twice in it, as an ES module and as CommonJS. */
const shared = globalThis as { [loadedKey]?: LoadedNative }

/**
 * Registers libtensorflow as tfjs's backend `tensorflow`, in the copy of tfjs that the application uses, and
 * leaves it to the caller to make it the current one. Safe to call again.
 *
 * TensorFlow's notices on standard error are off unless `TF_CPP_MIN_LOG_LEVEL` is set; oneDNN's kernels are on unless
 * `TF_ENABLE_ONEDNN_OPTS` is set to 0.
 *
 * @returns what computes, or a `backend` error when none is installed or it can't be loaded here
 * @example
 * ```ts
 * import { loadNative } from '@planish/backend/native'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const native = await loadNative()() // right({ device: 'cpu', tensorflow: '2.21.0', source: 'planish' })
 * await tf.setBackend('tensorflow')
 * ```
 */
export function loadNative(options: StatusOptions = {}): TE.TaskEither<PlanishError, LoadedNative> {
  const register = async () => {
    shared[loadedKey] ??= alreadyRegistered() ?? (await load(options))
    return shared[loadedKey]
  }
  const fix = 'planish backend install native --force'
  return TE.tryCatch(register, toPlanishError('backend', 'the native backend does not load', fix))
}

function alreadyRegistered(): LoadedNative | undefined {
  if (tf.findBackendFactory('tensorflow') === null) return undefined
  const backend: unknown = tf.findBackend('tensorflow')
  const { binding } = backend as { readonly binding: Binding }
  return { ...describe(binding), source: 'application' }
}

async function load(options: StatusOptions): Promise<LoadedNative> {
  // TensorFlow leaves oneDNN off where the CPU lacks AVX-512; it is 1.2 to 8 times as fast with AVX2 too.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1'
  const tfjs = applicationsTfjs()
  const own = await findInstalledTfjsNode(options.application)
  if (own !== undefined) return { ...loadTfjsNode(own, tfjs), source: own.kind }
  const status = await nativeStatus(options)
  if (!status.installed) throw new PlanishError('backend', status.why, status.fix)
  const register = require(join(status.path, entryFile)) as (tfjs: Tfjs) => Found
  return { ...register(tfjs), source: 'planish' }
}

/** The kernels make tensors: of another copy's class, they would not pass for tensors here. */
function applicationsTfjs(): Tfjs {
  const tfjs = require('@tensorflow/tfjs') as Tfjs
  if (tfjs.Tensor === tf.Tensor) return tfjs
  throw twoCopies('@tensorflow/tfjs and @tensorflow/tfjs-core')
}

const twoCopies = (where: string): PlanishError =>
  new PlanishError(
    'backend',
    `there are two copies of tfjs here: ${where} don't share one`,
    'npm dedupe; and let no bundler take in @tensorflow/tfjs-core where the native backend is used',
  )

/** Loads the parts of tfjs's own package that its index does, without making its backend the current one. */
function loadTfjsNode({ path, binding: bindingPath }: InstalledTfjsNode, tfjs: Tfjs): Found {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  const requireThere = createRequire(join(path, 'package.json'))
  if (requireThere('@tensorflow/tfjs') !== tfjs) throw twoCopies(`${path} and the application`)
  restoreNodeUtil()
  const binding = requireThere(bindingPath) as Binding
  requireThere('./dist/register_all_kernels.js')
  const { NodeJSKernelBackend } = requireThere('./dist/nodejs_kernel_backend.js') as {
    readonly NodeJSKernelBackend: new (binding: Binding, name: string) => tf.KernelBackend
  }
  const { name } = requireThere('./package.json') as { readonly name: string }
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, name), 3)
  return describe(binding)
}

/** tfjs-node 4.22 uses two functions that Node 23 removed from `util`. */
function restoreNodeUtil(): void {
  const util = require('node:util') as Record<string, unknown>
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  util.isArray ??= Array.isArray
}

const describe = (binding: Binding): Found => ({
  device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu',
  tensorflow: binding.TF_Version,
})
