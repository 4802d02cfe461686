import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { guardSharedNames } from './sharedNames.ts'

let folder: string
const file = () => join(folder, 'tfjs-node/binding/tfjs_backend.cc')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planish-names-'))
  await mkdir(join(folder, 'tfjs-node/binding'), { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

test('puts a lock about the insertion, once', async () => {
  await writeFile(file(), '#include <set>\nstatic std::set<std::string> ATTR_NAME_SET;\nvoid after();\n')
  await guardSharedNames(folder)
  const guarded = await readFile(file(), 'utf8')
  expect(guarded).toContain('std::lock_guard')
  expect(guarded).not.toContain('static std::set')
  expect(guarded).toMatch(/^#include <mutex>\n#include <set>\n[\s\S]*\nvoid after\(\);\n$/)
  await guardSharedNames(folder)
  expect(await readFile(file(), 'utf8')).toBe(guarded)
})

test('refuses sources that it does not know', async () => {
  await writeFile(file(), 'static std::vector<std::string> names;\n')
  await expect(guardSharedNames(folder)).rejects.toMatchObject({
    code: 'backend',
    hint: expect.stringContaining('--force'),
  })
})
