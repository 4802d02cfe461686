import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { InstallProgress } from './progress.ts'
import { obtainWheel } from './wheel.ts'

const content = Buffer.from('a wheel, or so it says')
const wheel = {
  project: 'tensorflow-cpu',
  version: '2.21.0',
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
  unpacked: 1,
}

let folder = ''
let programs = ''
let events: InstallProgress[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planish-'))
  programs = await mkdtemp(join(tmpdir(), 'planish-bin-'))
  events = []
  // Nothing but what a test puts there can be found: no Python, no pip.
  vi.stubEnv('PATH', programs)
  vi.stubEnv('PIP_INDEX_URL', '')
  vi.stubEnv('UV_INDEX_URL', '')
  vi.stubEnv('UV_DEFAULT_INDEX', '')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all([folder, programs].map(path => rm(path, { recursive: true })))
})

/** A `python3` whose pip runs the given shell lines on `pip download`, with `$dest` set. */
async function fakePip(download: string): Promise<void> {
  const script = `#!/bin/sh
if [ "$3" = --version ]; then echo 'pip 24.0'; exit 0; fi
echo "$@" > '${programs}/arguments'
for argument; do dest=$argument; done
${download}
`
  await writeFile(join(programs, 'python3'), script)
  await chmod(join(programs, 'python3'), 0o755)
}
const obtain = (index?: string, signal?: AbortSignal) =>
  obtainWheel(wheel, folder, { index, signal, onProgress: event => events.push(event) })

test('a wheel that lies there already is used, after a look at its hash', async () => {
  await writeFile(join(folder, wheel.file), content)
  expect(await obtain()).toBe(join(folder, wheel.file))
  expect(events.map(({ stage }) => stage)).toEqual(['verify'])
  await writeFile(join(folder, wheel.file), 'something else')
  await expect(obtain()).rejects.toMatchObject({ message: expect.stringContaining('wrong hash') })
})

test('pip fetches it, for the platform of the wheel, and leaves nothing else behind', async () => {
  await fakePip(`printf '%s' '${content}' > "$dest/${wheel.file}"`)
  expect(await readFile(await obtain('https://mirror.example/simple'))).toEqual(content)
  expect(await readdir(folder)).toEqual([wheel.file])
  const asked = await readFile(join(programs, 'arguments'), 'utf8')
  expect(asked).toContain('-m pip download --no-deps --only-binary=:all:')
  expect(asked).toContain('--platform manylinux_2_27_x86_64 tensorflow-cpu==2.21.0')
  expect(asked).toContain('--index-url https://mirror.example/simple')
})

test("pip's words are in the error, and a full disk has a hint of its own", async () => {
  await fakePip("echo 'ERROR: No matching distribution found for tensorflow-cpu==2.21.0' >&2; exit 1")
  await expect(obtain()).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining('No matching distribution'),
    hint: expect.stringMatching(/pip config list.*--index/),
  })
  await fakePip("echo 'OSError: [Errno 28] No space left on device' >&2; exit 1")
  await expect(obtain()).rejects.toMatchObject({ code: 'io', hint: expect.stringContaining('PLANISH_CACHE') })
  expect(await readdir(folder)).toEqual([])
})

test('pip is stopped by the signal', async () => {
  await fakePip('exec /bin/sleep 60')
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 300)
  const before = Date.now()
  await expect(obtain(undefined, controller.signal)).rejects.toMatchObject({ code: 'interrupted' })
  expect(Date.now() - before).toBeLessThan(10_000)
  expect(await readdir(folder)).toEqual([])
})

test('without pip it comes straight from the configured index', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/simple/tensorflow-cpu/') {
      response.setHeader('content-type', 'text/html')
      response.end(`<a href="/files/${wheel.file}">${wheel.file}</a>`)
    } else if (request.url === `/files/${wheel.file}`) response.end(content)
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('PIP_INDEX_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`)
  expect(await readFile(await obtain())).toEqual(content)
  expect(events.at(-1)).toMatchObject({ stage: 'download', done: content.length })
  server.closeAllConnections()
  server.close()
})

test('without pip and without an index the error says exactly what to set', async () => {
  vi.stubEnv('PIP_CONFIG_FILE', '')
  vi.stubEnv('XDG_CONFIG_HOME', folder)
  vi.stubEnv('HOME', folder)
  await expect(obtain()).rejects.toMatchObject({
    code: 'backend',
    message: expect.stringContaining('no Python with pip'),
    hint: expect.stringMatching(/--index.*PIP_INDEX_URL.*tensorflow_cpu-2\.21\.0/s),
  })
})
