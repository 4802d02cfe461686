import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Listener } from './operation.ts'

const shapesIn = (tensors: TensorInfo | TensorInfo[] | { readonly [name: string]: unknown }): number[][] =>
  Object.values(Array.isArray(tensors) || !('dataId' in tensors) ? tensors : [tensors])
    .flat()
    .filter((value): value is TensorInfo => typeof value === 'object' && value !== null && 'shape' in value)
    .map(({ shape }) => shape)

/** Times every kernel of tfjs on a backend that computes while it is called, without what it calls in turn. */
export function listenKernels(backendName: string, listener: Listener): void {
  const within: number[] = [] // milliseconds of inner kernels, one entry for each that is running
  const timed = ({ kernelFunc, ...config }: KernelConfig): KernelConfig => ({
    ...config,
    kernelFunc: params => {
      within.push(0)
      const begun = performance.now()
      const result = kernelFunc(params)
      const whole = performance.now() - begun
      const inner = within.pop() ?? 0
      const outer = within.pop()
      if (outer !== undefined) within.push(outer + whole)
      const operation = {
        name: config.kernelName,
        inputs: shapesIn(params.inputs),
        outputs: shapesIn(result),
      }
      listener({ operation, milliseconds: whole - inner })
      return result
    },
  })
  for (const config of tf.getKernelsForBackend(backendName)) {
    tf.unregisterKernel(config.kernelName, backendName)
    tf.registerKernel(timed(config))
  }
}
