import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileServer, serving, startFileServer } from '@planish/testing/fileServer'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DownloadOptions, download } from './download.ts'
import { exists } from './fileSize.ts'

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251))
const sha256 = createHash('sha256').update(content).digest('hex')

let folder = ''
let server: FileServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planish-'))
  server = await startFileServer()
})
afterEach(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

const ranges = () => server.requests.map(({ range }) => range)
const getFrom = (paths: readonly string[], options: Partial<DownloadOptions> = {}) =>
  download(
    paths.map(path => ({ url: new URL(path, server.origin) })),
    join(folder, 'file.whl'),
    { checksum: `sha256:${sha256}`, retryAfter: 1, attempts: 3, ...options },
  )
const get = (signal?: AbortSignal, onBytes?: (done: number, total: number | undefined) => void) =>
  getFrom(['/simple/file.whl'], { signal, onBytes })
const downloaded = async () => content.equals(await readFile(join(folder, 'file.whl')))
const partSize = () => stat(join(folder, 'file.whl.part')).then(({ size }) => size)

test('a whole file, with its bytes reported', async () => {
  server.handler = serving(content)
  let last: readonly [number, number | undefined] = [0, 0]
  await get(undefined, (done, total) => {
    last = [done, total]
  })
  expect(await downloaded()).toBe(true)
  expect(last).toEqual([content.length, content.length])
  expect(ranges()).toEqual([undefined])
})

test('a connection that keeps breaking is taken up where it broke', async () => {
  server.handler = serving(content, 60_000)
  await get()
  expect(await downloaded()).toBe(true)
  expect(server.requests.length).toBeGreaterThanOrEqual(4)
  const starts = ranges()
    .slice(1)
    .map(range => Number(/\d+/.exec(range ?? '')?.[0]))
  expect(starts).toEqual([...starts].sort((a, b) => a - b))
  expect(starts[0]).toBeGreaterThan(0)
})

test('any part that is there already is not fetched again', async () => {
  server.handler = serving(content)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: content.length }), async length => {
      server.requests.length = 0
      await writeFile(join(folder, 'file.whl.part'), content.subarray(0, length))
      await get()
      expect(await downloaded()).toBe(true)
      expect(ranges()).toEqual([`bytes=${length}-`])
    }),
    { numRuns: 20, examples: [[1], [content.length]] },
  )
})

test('a server that knows no ranges sends the whole file again', async () => {
  server.handler = (request, response) => {
    delete request.headers.range
    serving(content)(request, response)
  }
  await writeFile(join(folder, 'file.whl.part'), content.subarray(0, 1000))
  await get()
  expect(await downloaded()).toBe(true)
})

test('a part of another file, or one too long, is thrown away and fetched once more', async () => {
  server.handler = serving(content)
  for (const wrong of [Buffer.alloc(1000, 1), Buffer.alloc(content.length + 5, 1)]) {
    await writeFile(join(folder, 'file.whl.part'), wrong)
    await get()
    expect(await downloaded()).toBe(true)
  }
})

test('content with another hash never gets the name, and no part of it stays', async () => {
  const damaged = Buffer.from(content)
  damaged[12_345] = (damaged[12_345] as number) ^ 1
  server.handler = (request, response) => {
    response.setHeader('etag', '"damaged"')
    serving(damaged)(request, response)
  }
  await expect(get()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('wrong hash') })
  expect(await readdir(folder)).toEqual([])
})

test('404 fails at once', async () => {
  server.handler = (_, response) => response.writeHead(404).end()
  await expect(get()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('404') })
  expect(server.requests.length).toBe(1)
})

test('503 is tried again, and then given up', async () => {
  server.handler = (_, response) => response.writeHead(503).end()
  await expect(get()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('503') })
  expect(server.requests.length).toBe(3)
})

test('an interruption leaves the part, and the next call goes on from it', async () => {
  const controller = new AbortController()
  server.handler = (_, response) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, 50_000))
  }
  const aborted = get(controller.signal, done => {
    if (done === 50_000) setTimeout(() => controller.abort(), 50)
  })
  await expect(aborted).rejects.toMatchObject({ code: 'interrupted' })
  expect(await partSize()).toBe(50_000)
  server.handler = serving(content)
  await get()
  expect(await downloaded()).toBe(true)
  expect(ranges()).toEqual([undefined, 'bytes=50000-'])
})

test('a part of a file that has changed since is not mixed with the new one: If-Range', async () => {
  const versions = [Buffer.alloc(content.length, 7), content]
  const asked: (string | undefined)[] = []
  server.handler = (request, response) => {
    const version = Math.min(asked.length, 1)
    asked.push(request.headers['if-range'] as string | undefined)
    response.setHeader('etag', `"v${version}"`)
    if (request.headers['if-range'] !== `"v${version}"`) delete request.headers.range
    serving(versions[version] as Buffer, version === 0 ? 50_000 : undefined)(request, response)
  }
  await get()
  expect(await downloaded()).toBe(true)
  expect(asked).toEqual([undefined, '"v0"'])
  expect(await readdir(folder)).toEqual(['file.whl'])
})

test('without a validator the mixture is noticed by its hash and fetched once more', async () => {
  let first = true
  server.handler = (request, response) => {
    serving(first ? Buffer.alloc(content.length, 7) : content, first ? 50_000 : undefined)(request, response)
    first = false
  }
  await get()
  expect(await downloaded()).toBe(true)
  expect(ranges()).toEqual([undefined, 'bytes=50000-', undefined])
})

test('a validator of one address is not shown to another', async () => {
  const asked: (string | undefined)[] = []
  server.handler = (request, response) => {
    asked.push(request.headers['if-range'] as string | undefined)
    response.setHeader('last-modified', 'Tue, 01 Jan 2019 00:00:00 GMT')
    serving(content, request.url === '/a' ? 50_000 : undefined)(request, response)
    if (request.url === '/a' && asked.length > 1) response.destroy()
  }
  await getFrom(['/a', '/b'])
  expect(await downloaded()).toBe(true)
  expect(asked.at(1)).toBe('Tue, 01 Jan 2019 00:00:00 GMT')
  expect(asked.at(-1)).toBeUndefined()
})

test('a server that stalls, before or amid the bytes, is asked again', async () => {
  server.handler = (request, response) => {
    if (server.requests.length === 1) return
    if (server.requests.length > 2) return serving(content)(request, response)
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, 50_000))
  }
  await getFrom(['/file'], { stallAfter: 100 })
  expect(await downloaded()).toBe(true)
  expect(ranges()).toEqual([undefined, undefined, 'bytes=50000-'])
})

test('one that always stalls is given up', async () => {
  server.handler = () => {}
  await expect(getFrom(['/file'], { stallAfter: 20 })).rejects.toMatchObject({
    code: 'io',
    message: expect.stringMatching(/127\.0\.0\.1.*: nothing came for 0\.02 s/),
  })
})

test('a server without ranges that keeps breaking is given up, however its pieces vary', async () => {
  server.handler = (request, response) => {
    delete request.headers.range
    serving(content, server.requests.length % 2 === 0 ? 60_000 : 50_000)(request, response)
  }
  await expect(get()).rejects.toMatchObject({ code: 'io' })
  expect(server.requests.length).toBeLessThan(8)
})

test('redirects are followed', async () => {
  server.handler = (request, response) => {
    if (request.url === '/old') return response.writeHead(302, { location: '/new' }).end()
    serving(content)(request, response)
  }
  await getFrom(['/old'])
  expect(await downloaded()).toBe(true)
})

test('the first address that serves the file is taken', async () => {
  server.handler = (request, response) => {
    if (request.url === '/missing') return response.writeHead(404).end()
    if (request.url === '/broken') return response.writeHead(500).end()
    if (request.url === '/other') return serving(Buffer.alloc(content.length))(request, response)
    serving(content)(request, response)
  }
  await getFrom(['/missing', '/broken', '/other', '/good'], { bytes: content.length })
  expect(await downloaded()).toBe(true)
  expect(await readdir(folder)).toEqual(['file.whl'])
})

test('if none does, each says why', async () => {
  server.handler = (request, response) => {
    if (request.url === '/missing') return response.writeHead(404).end()
    if (request.url === '/short') return serving(content.subarray(1))(request, response)
    if (request.url === '/packed') {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      return response.end(content)
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Log in</h1>')
  }
  const paths = ['/missing', '/short', '/packed', '/page']
  const failed = getFrom(paths, { bytes: content.length, hint: 'ask for help' })
  await expect(failed).rejects.toMatchObject({
    code: 'io',
    message: expect.stringMatching(
      /^file\.whl could not be downloaded\n.* answers 404 for missing\n.* has 199999 bytes of it where 200000 are expected \(short\)\n.* sends it as gzip.*\n.* answers with a web page.* \(page\)$/,
    ),
    hint: 'ask for help',
  })
  expect(await readdir(folder)).toEqual([])
})

test('more bytes than there should be are not written to the end', async () => {
  server.handler = (_, response) => {
    response.writeHead(200, { 'transfer-encoding': 'chunked' })
    const timer = setInterval(() => response.write(content), 1)
    response.on('close', () => clearInterval(timer))
  }
  await expect(getFrom(['/file'], { bytes: content.length })).rejects.toMatchObject({
    code: 'io',
    message: expect.stringMatching(/sends more than the 200000 bytes/),
  })
  expect(await exists(join(folder, 'file.whl'))).toBe(false)
  server.handler = serving(content)
  await getFrom(['/file'], { bytes: content.length })
  expect(await downloaded()).toBe(true)
})

test.skipIf(process.platform !== 'linux')('a full disk is no fault of the server', async () => {
  server.handler = serving(content)
  await symlink('/dev/full', join(folder, 'file.whl.part'))
  await expect(getFrom(['/a', '/b'])).rejects.toMatchObject({
    code: 'io',
    message: expect.stringMatching(/not enough space on the disk/),
    hint: expect.stringContaining('PLANISH_CACHE'),
  })
  expect(server.requests.length).toBe(1)
})
