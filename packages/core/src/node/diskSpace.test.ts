import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { explainRefusal, freeBytes, requireSpace } from './diskSpace.ts'

test('too little space is an error before anything is written; enough is not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'planish-'))
  const inside = join(folder, 'a', 'b')
  await expect(requireSpace(inside, 1.2e9, async () => 0.4e9)).rejects.toMatchObject({
    code: 'io',
    message: expect.stringMatching(/1\.2 GB needed, 0\.4 GB free/),
    hint: expect.stringContaining('PLANISH_CACHE'),
  })
  await requireSpace(inside, 1e9, async () => 1e9)
  const free = await freeBytes(inside)
  await expect(requireSpace(inside, free * 1000)).rejects.toMatchObject({ code: 'io' })
  await rm(folder, { recursive: true })
})

test.each([
  ['ENOSPC', /not enough space/],
  ['EDQUOT', /not enough space/],
  ['EROFS', /can't be written to/],
])('%s gets words and a hint', (code, message) => {
  const refused = Object.assign(new Error('refused'), { code })
  expect(explainRefusal('/cache', refused)).toMatchObject({
    code: 'io',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('PLANISH_CACHE'),
  })
})

test('other errors pass', () => {
  const other = Object.assign(new Error('no entry'), { code: 'ENOENT' })
  expect(explainRefusal('/cache', other)).toBe(other)
})
