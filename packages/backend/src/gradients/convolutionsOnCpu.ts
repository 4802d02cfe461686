import { backend, getBackend } from '@tensorflow/tfjs-core'

/** Whether the current backend is libtensorflow without a GPU: what was measured there says nothing of CUDA. */
export function onNativeCpu(): boolean {
  if (getBackend() !== 'tensorflow') return false
  const { isUsingGpuDevice } = backend() as { readonly isUsingGpuDevice?: boolean }
  return isUsingGpuDevice !== true
}
