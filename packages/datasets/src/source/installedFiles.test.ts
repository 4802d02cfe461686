import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow } from '@planish/core'
import { expect, it, vi } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { published } from '../../test/published.ts'
import { toySource } from '../../test/toySource.ts'
import { fetchFile } from './fetchFile.ts'
import type { InstalledFile } from './installedFiles.ts'

const installed = vi.hoisted(() => ({ file: undefined as InstalledFile | undefined }))
vi.mock('./installedFiles.ts', () => ({ installedFile: () => installed.file }))

it('what the operating system has is used where it is, if it is what it should be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'planish-'))
  const source = toySource([])
  const [file] = source.files as [(typeof source.files)[number]]
  const path = join(folder, 'packed.gz')
  const content = Uint8Array.of(1, 2, 3)
  installed.file = { path, checksum: published('packed.gz', content, [], 'md5').checksum }
  const get = fetchFile(source, file, { cache: join(folder, 'cache'), offline: true })
  expect(leftOf(await get()).code).toBe('io')
  await writeFile(path, content)
  expect(orThrow(await get())).toBe(path)
  await writeFile(path, content.subarray(1))
  expect(leftOf(await get()).code).toBe('io')
  await rm(folder, { recursive: true })
})
