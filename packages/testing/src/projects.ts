import type { BackendName } from '@planish/backend'
import { playwright } from '@vitest/browser-playwright'
import type { TestProjectConfiguration } from 'vitest/config'
import { provideImitatedGpu } from './swiftshader.ts'

const contracts = ['packages/*/src/**/*.contract.test.ts']

/** Contract tests that read files. */
const needNode = ['packages/*/src/**/*.node.contract.test.ts']

/** The npm packages that the sources import where a browser may reach them. */
const browserDependencies = [
  '@noble/hashes/legacy.js',
  '@noble/hashes/sha2.js',
  '@noble/hashes/utils.js',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  'fast-check',
  'fflate',
  'fp-ts/lib/Apply.js',
  'fp-ts/lib/Either.js',
  'fp-ts/lib/TaskEither.js',
  'fp-ts/lib/function.js',
  'jpeg-js',
  'zod',
  'zod/locales',
  'zod/mini',
]

/** Packages are tested from their sources, whether or not they have been built. */
const fromSource = {
  resolve: { conditions: ['@planish/source', 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: ['@planish/source', 'module', 'node', 'development|production'] } },
}

/** Tests that hold on any backend or need none: once, in Node. */
const unit: TestProjectConfiguration = {
  ...fromSource,
  test: {
    name: 'unit',
    include: ['packages/*/src/**/*.test.ts'],
    exclude: contracts,
    provide: { backend: 'cpu', required: true },
    setupFiles: ['packages/testing/src/setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
  },
}

/** The contract suite on one backend in Node; in processes of their own, since native code keeps state. */
const inNode = (backend: BackendName, required: boolean): TestProjectConfiguration => ({
  ...fromSource,
  test: {
    name: backend,
    include: contracts,
    provide: { backend, required },
    setupFiles: ['packages/testing/src/setup.ts'],
    pool: 'forks',
    testTimeout: 120_000,
  },
})

/** The contract suite on WebGPU in a real, headless browser. */
const inBrowser = (executablePath: string, launchArguments: string[]): TestProjectConfiguration => ({
  ...fromSource,
  // Everything that the sources import: what vite found only while tests run would reload the page under them.
  optimizeDeps: { include: browserDependencies },
  test: {
    name: 'browser',
    include: contracts,
    exclude: needNode,
    provide: { backend: 'webgpu', required: true },
    setupFiles: ['packages/testing/src/setup.ts'],
    testTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: launchArguments } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})

/**
 * Which suites run. With `CI` set a backend that is missing fails its suite; elsewhere its tests are skipped
 * with the command that would add it.
 */
export async function testProjects(): Promise<TestProjectConfiguration[]> {
  const required = process.env.CI !== undefined
  const projects = [unit, inNode('cpu', true), inNode('wasm', true), inNode('native', required)]
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    if (required) throw new Error('CI tests WebGPU through SwiftShader, which is packaged for linux-x64 only')
    console.warn('SKIPPED: WebGPU in Chromium; its test browser is packaged for linux-x64 only')
    return [...projects, inNode('webgpu', false)]
  }
  const gpu = await provideImitatedGpu()
  return [...projects, inNode('webgpu', required), inBrowser(gpu.chromium, gpu.arguments)]
}
