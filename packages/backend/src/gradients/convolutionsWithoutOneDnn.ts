import { backend, getBackend } from '@tensorflow/tfjs-core'

/**
 * Whether the current backend is libtensorflow on a CPU without oneDNN: on others than x86, or where it is turned off.
 * TensorFlow's own convolutions are slower there, its batched products too, and calls cost less.
 */
export function withoutOneDnn(): boolean {
  if (getBackend() !== 'tensorflow') return false
  const { isUsingGpuDevice } = backend() as { readonly isUsingGpuDevice?: boolean }
  return isUsingGpuDevice !== true && (process.arch !== 'x64' || process.env.TF_ENABLE_ONEDNN_OPTS === '0')
}
