import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Manifest } from './installation.ts'
import { writeManifest } from './installation.ts'
import { installNative } from './installNative.ts'
import { kernelSources } from './kernelSources.ts'
import { nativeFolder } from './nativeFolder.ts'
import { nativeStatus } from './nativeStatus.ts'
import type { InstallProgress } from './progress.ts'
import { wheelsForThisMachine } from './target.ts'
import type { Variant } from './variant.ts'

let cacheDir = ''
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'planish-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(cacheDir, { recursive: true })
})
const status = () => nativeStatus({ cacheDir, application: cacheDir })

/** The files that an installation is known by, with a library of seven bytes. */
async function pretendInstalled(variant: Variant, changes: Partial<Manifest> = {}): Promise<string> {
  const folder = nativeFolder(variant, cacheDir)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'lib.so'), 'library')
  await writeManifest(folder, {
    format: 1,
    kernels: (await kernelSources()).digest,
    variant,
    versions: { tensorflow: '2.21.0', tfjsNode: '4.22.0' },
    device: 'cpu',
    compiler: 'g++',
    date: '2026-01-01T00:00:00.000Z',
    wheels: {},
    files: { 'lib.so': 7 },
    ...changes,
  })
  return folder
}

test('what is not there, or not whole, is not installed', async () => {
  const missing = { installed: false, fix: 'planish backend install native' }
  expect(await status()).toMatchObject(missing)
  const folder = await pretendInstalled('cpu')
  expect(await status()).toMatchObject({ installed: true, kind: 'planish', path: folder, device: 'cpu' })
  await writeFile(join(folder, 'lib.so'), 'librar')
  expect(await status()).toMatchObject(missing)
  await rm(join(folder, 'lib.so'))
  expect(await status()).toMatchObject(missing)
  await pretendInstalled('cpu', { versions: { tensorflow: '2.20.0', tfjsNode: '4.22.0' } })
  expect(await status()).toMatchObject(missing)
  await writeFile(join(folder, 'manifest.json'), '{ "format": 1, ')
  expect(await status()).toMatchObject(missing)
})

test('with CUDA comes before without', async () => {
  await pretendInstalled('cpu')
  const cuda = await pretendInstalled('cuda', { device: 'gpu' })
  expect(await status()).toMatchObject({ path: cuda, device: 'gpu' })
})

test('what was built with other kernels works, and is not complete', async () => {
  await pretendInstalled('cpu')
  expect(await status()).toMatchObject({ installed: true, kernels: true })
  await pretendInstalled('cpu', { kernels: 'of another version' })
  expect(await status()).toMatchObject({ installed: true, kernels: false })
  vi.stubEnv('CXX', 'no-such-compiler') // reached, so that it isn't taken for complete
  expect(await installNative({ cacheDir })()).toMatchObject(
    E.left({ message: expect.stringContaining('no-such-compiler') }),
  )
})

test("tfjs's own package comes first, if its binding is there", async () => {
  await pretendInstalled('cpu')
  const own = join(cacheDir, 'node_modules', '@tensorflow', 'tfjs-node')
  await mkdir(join(own, 'lib', 'napi-v8'), { recursive: true })
  await writeFile(join(own, 'package.json'), '{"name": "@tensorflow/tfjs-node", "version": "4.22.0"}')
  expect(await status()).toMatchObject({ kind: 'planish' })
  await writeFile(join(own, 'lib', 'napi-v8', 'tfjs_binding.node'), '')
  expect(await status()).toMatchObject({ kind: 'tfjs-node', path: own, versions: { tfjsNode: '4.22.0' } })
})

test('installing what is complete returns it at once, and says so', async () => {
  const folder = await pretendInstalled('cpu')
  const events: InstallProgress[] = []
  const installed = await installNative({ cacheDir, onProgress: event => events.push(event) })()
  expect(installed).toMatchObject(E.right({ path: folder, variant: 'cpu' }))
  expect(events).toEqual([{ stage: 'complete', message: `already installed in ${folder}` }])
})

test('a missing compiler is found out before anything is downloaded', async () => {
  vi.stubEnv('CXX', 'no-such-compiler')
  const events: InstallProgress[] = []
  const installed = await installNative({ cacheDir, onProgress: event => events.push(event) })()
  expect(installed).toMatchObject(
    E.left({ code: 'backend', message: expect.stringContaining('no-such-compiler') }),
  )
  expect(events).toEqual([])
})

test('an aborted signal is an interruption', async () => {
  const installed = await installNative({ cacheDir, signal: AbortSignal.abort() })()
  expect(installed).toMatchObject(E.left({ code: 'interrupted', hint: expect.stringContaining('goes on') }))
})

test('platforms without a wheel are named, with what to do instead', () => {
  const failure = (variant: Variant, platform: string): unknown => {
    try {
      return wheelsForThisMachine(variant, platform)
    } catch (thrown) {
      return thrown
    }
  }
  expect(failure('cpu', 'linux-x64-musl')).toMatchObject({
    code: 'backend',
    hint: expect.stringContaining('glibc'),
  })
  expect(failure('cpu', 'win32-x64')).toMatchObject({ code: 'backend', hint: expect.stringContaining('WSL') })
  expect(failure('cuda', 'darwin-arm64')).toMatchObject({ hint: 'install it without --cuda' })
  expect(failure('cpu', 'linux-arm64')).toMatchObject([{ project: 'tensorflow' }])
  expect(failure('cuda', 'linux-x64')).toHaveLength(13)
})
