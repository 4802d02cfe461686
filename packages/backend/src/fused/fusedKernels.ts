import type { Tensor } from '@tensorflow/tfjs-core'
import { ones, tidy } from '@tensorflow/tfjs-core'
import type { NativeBackend } from './nativeBackend.ts'
import { nativeBackend } from './nativeBackend.ts'

/**
 * Runs a kernel of `native/kernels`. The number in its name is that of what it takes and gives: a binding that was
 * built from other sources has it by the same name only if it means the same.
 */
export type Fused = (
  name: `Planish1${string}`,
  inputs: readonly Tensor[],
  outputs: number,
  attributes?: {
    readonly epsilon?: number
    readonly biased?: boolean
    readonly leftTurned?: boolean
    readonly rightTurned?: boolean
    readonly groups?: number
    readonly windows?: readonly number[]
  },
) => Tensor[]

const types = {
  epsilon: 'TF_ATTR_FLOAT',
  biased: 'TF_ATTR_BOOL',
  leftTurned: 'TF_ATTR_BOOL',
  rightTurned: 'TF_ATTR_BOOL',
  groups: 'TF_ATTR_INT',
  windows: 'TF_ATTR_INT',
} as const

const runOn =
  (native: NativeBackend): Fused =>
  (name, inputs, outputs, attributes = {}) => {
    const list = Object.entries(attributes).map(([key, value]) => ({
      name: key,
      type: native.binding[types[key as keyof typeof types]],
      value,
    }))
    return native.executeMultipleOutputs(name, list, inputs, outputs)
  }

/** Finds out once for each backend whether its binding has some kernels, by calling one of them. */
function found(call: (run: Fused) => Tensor[]): () => Fused | undefined {
  const known = new WeakMap<NativeBackend, Fused | undefined>()
  const find = (native: NativeBackend): Fused | undefined => {
    if (native.binding.isUsingGpuDevice()) return undefined // they are written for CPUs
    const run = runOn(native)
    try {
      tidy(() => {
        call(run)
      })
      return run
    } catch {
      return undefined
    }
  }
  return () => {
    const native = nativeBackend()
    if (native === undefined) return undefined
    if (!known.has(native)) known.set(native, find(native))
    return known.get(native)
  }
}

/**
 * The native binding's own kernels, where the current backend has them: tfjs-node's own binding has not, nor one that
 * was built by an older Planish. The newest is asked for: where it is, all are.
 */
export const fusedKernels = found(run =>
  run('Planish1GramSquaredNorms', [ones([1, 1, 1]), ones([1, 1, 1])], 1, { biased: false }),
)

/** The same of those that multiply matrices, which are there only on processors that they are fast on. The newest again. */
export const fusedProducts = found(run =>
  run('Planish1Product', [ones([1, 1]), ones([1, 1])], 1, { leftTurned: false, rightTurned: false }),
)
