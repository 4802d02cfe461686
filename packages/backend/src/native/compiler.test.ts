import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { compileBinding } from './compile.ts'
import { findCompiler } from './compiler.ts'

let programs = ''
beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), 'planish-bin-'))
  vi.stubEnv('PATH', programs)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(programs, { recursive: true })
})

async function fakeProgram(name: string, lines: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${lines}\n`)
  await chmod(join(programs, name), 0o755)
}

test('no compiler: the error says how to get one', async () => {
  await expect(findCompiler({})).rejects.toMatchObject({
    code: 'backend',
    message: 'there is no C++ compiler here (g++ or clang++)',
    hint: expect.stringMatching(/apt-get install g\+\+|xcode-select/),
  })
})

test('g++ before clang++; one that does not run is passed over', async () => {
  await fakeProgram('clang++', 'echo clang version 17')
  expect(await findCompiler({})).toEqual({ command: ['clang++'], version: 'clang version 17' })
  await fakeProgram('g++', 'exit 1')
  expect((await findCompiler({})).command).toEqual(['clang++'])
  await fakeProgram('g++', 'echo g++ 12; echo more')
  expect(await findCompiler({})).toEqual({ command: ['g++'], version: 'g++ 12' })
})

test('CXX is taken with its arguments, and no other in its place', async () => {
  await fakeProgram('g++', 'echo g++ 12')
  await fakeProgram('ccache', 'echo "ccache $1"')
  expect(await findCompiler({ CXX: 'ccache g++-13' })).toEqual({
    command: ['ccache', 'g++-13'],
    version: 'ccache g++-13',
  })
  await expect(findCompiler({ CXX: 'icpx' })).rejects.toMatchObject({
    code: 'backend',
    message: expect.stringContaining('icpx'),
  })
})

test("a compiler's complaint is in the error", async () => {
  await fakeProgram('g++', 'echo "error: unrecognized option -std=c++17" >&2; exit 1')
  await expect(compileBinding(programs, { command: ['g++'], version: '' })).rejects.toMatchObject({
    code: 'backend',
    message: expect.stringContaining('unrecognized option -std=c++17'),
    hint: expect.stringContaining('CXX'),
  })
})
