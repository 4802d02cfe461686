// The umbrella registers tfjs-core's gradients: core's own registration can't be imported in Node
// (an ES module in a package that Node takes for CommonJS).
import '@tensorflow/tfjs'

import { orThrow, PlanishError } from '@planish/core'
import type { Platform } from './platform.ts'

/**
 * Dawn, from the optional package `webgpu`. The globals must stand before tfjs's WebGPU backend is imported:
 * it registers itself only where it finds them.
 */
async function provideWebGpu(): Promise<void> {
  const navigator: { gpu?: unknown } | undefined = globalThis.navigator
  if (navigator?.gpu !== undefined) return
  const dawn = await import('webgpu').catch((cause: unknown) => {
    throw new PlanishError(
      'backend',
      'WebGPU in Node needs the package `webgpu` (Dawn), which is not installed',
      'npm install webgpu',
      { cause },
    )
  })
  Object.assign(globalThis, dawn.globals)
  const gpu = { value: dawn.create([]), configurable: true }
  if (navigator === undefined) {
    Object.defineProperty(globalThis, 'navigator', { value: Object.defineProperty({}, 'gpu', gpu) })
  } else Object.defineProperty(navigator, 'gpu', gpu)
}

export const platform: Platform = {
  provideWebGpu,
  loadNative: async () => {
    // Loaded only when asked for: the installer's dependencies are of no use to the other backends.
    const { loadNative } = await import('./native/index.ts')
    return orThrow(await loadNative()())
  },
}
