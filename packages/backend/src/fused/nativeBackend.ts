import type { Tensor } from '@tensorflow/tfjs-core'
import { backend, getBackend } from '@tensorflow/tfjs-core'

/** What tfjs-node's backend offers to whoever runs an operation of TensorFlow's by its name. */
export interface NativeBackend {
  readonly binding: {
    readonly TF_ATTR_BOOL: number
    readonly TF_ATTR_FLOAT: number
    readonly TF_ATTR_INT: number
    readonly TF_ATTR_TYPE: number
    readonly TF_FLOAT: number
    isUsingGpuDevice(): boolean
  }
  executeMultipleOutputs(
    name: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[]
}

interface NativeAttribute {
  readonly name: string
  readonly type: number
  readonly value: number | boolean | readonly number[]
}

/** tfjs-node's backend, where it is the current one. */
export function nativeBackend(): NativeBackend | undefined {
  if (getBackend() !== 'tensorflow') return undefined
  const native: unknown = backend()
  return native as NativeBackend
}
