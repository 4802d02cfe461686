import '@tensorflow/tfjs-core/dist/register_all_gradients'

import { PlanishError } from '@planish/core'
import type { Platform } from './platform.ts'

export const platform: Platform = {
  provideWebGpu: async () => {
    if (globalThis.navigator.gpu !== undefined) return
    throw new PlanishError(
      'backend',
      'this browser has no WebGPU',
      'use a browser with WebGPU over https or localhost (Chromium on Linux: start it with --enable-unsafe-webgpu), or the wasm backend',
    )
  },
  loadNative: () =>
    Promise.reject(
      new PlanishError('backend', 'the native backend runs in Node only', 'use webgpu or wasm in a browser'),
    ),
}
