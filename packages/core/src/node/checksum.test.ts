import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileDigest, verifyChecksum } from './checksum.ts'
import { exists } from './fileSize.ts'

let folder = ''
let file = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planish-'))
  file = join(folder, 'abc.whl')
  await writeFile(file, 'abc')
})
afterEach(() => rm(folder, { recursive: true }))

// FIPS 180-2, appendices B.1 and C.1; RFC 1321, A.5.
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const sha512 = `ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
  2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f`.replace(/\s/g, '')
const md5 = '900150983cd24fb0d6963f7d28e17f72'

test('the right hash passes and leaves the file', async () => {
  await verifyChecksum(file, `sha256:${sha256}`)
  await verifyChecksum(file, `md5:${md5}`)
  expect(await fileDigest(file, 'sha512', 'hex')).toBe(sha512)
  expect(await exists(file)).toBe(true)
})

test('a wrong hash is an error that names both, and the file goes', async () => {
  await writeFile(file, 'abd')
  await expect(verifyChecksum(file, `sha256:${sha256}`)).rejects.toMatchObject({
    code: 'io',
    message: expect.stringMatching(
      new RegExp(`abc\\.whl has the wrong hash: sha256 [0-9a-f]{64}, expected ${sha256}`),
    ),
  })
  expect(await exists(file)).toBe(false)
})

test('an aborted check is an interruption and leaves the file', async () => {
  await expect(verifyChecksum(file, `sha256:${sha256}`, AbortSignal.abort())).rejects.toMatchObject({
    code: 'interrupted',
  })
  expect(await exists(file)).toBe(true)
})
