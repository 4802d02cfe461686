import { delimiter, dirname } from 'node:path'
import chromium from '@sparticuz/chromium'

/** A browser with WebGPU and, beside it, the software Vulkan driver that gives Dawn an adapter too. */
export interface ImitatedGpu {
  readonly chromium: string
  readonly arguments: string[]
}

/**
 * Unpacks Chromium and SwiftShader from their npm package (linux-x64) and points the Vulkan loader at it.
 * The loader reads the environment when a process starts: only child processes see the driver.
 */
export async function provideImitatedGpu(): Promise<ImitatedGpu> {
  const executable = await chromium.executablePath()
  const folder = dirname(executable)
  process.env.VK_ICD_FILENAMES ??= `${folder}/vk_swiftshader_icd.json`
  process.env.LD_LIBRARY_PATH = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter)
  return {
    chromium: executable,
    arguments: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  }
}
