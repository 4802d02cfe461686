import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { download } from './download.ts'
import { exists } from './fileSize.ts'

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251))
const sha256 = createHash('sha256').update(content).digest('hex')

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Serves `bytes` with support for `Range`, and ends the connection after `most` bytes of body. */
const serving =
  (bytes: Buffer, most = Number.POSITIVE_INFINITY): Handler =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (from >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
      return
    }
    const range = from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...range })
    const body = bytes.subarray(from, from + most)
    response.write(body, () => {
      // What was written has to arrive before the connection breaks.
      if (body.length < bytes.length - from) setTimeout(() => response.destroy(), 20)
      else response.end()
    })
  }

let folder = ''
let server: Server
let requests: (string | undefined)[] = []
let handler: Handler

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planish-'))
  requests = []
  server = createServer((request, response) => {
    requests.push(request.headers.range)
    handler(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

const get = (signal?: AbortSignal, onBytes?: (done: number, total: number | undefined) => void) => {
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/file.whl`)
  const options = { sha256, signal, retryAfter: 1, attempts: 3, ...(onBytes && { onBytes }) }
  return download({ url, headers: {} }, join(folder, 'file.whl'), options)
}
const downloaded = async () => content.equals(await readFile(join(folder, 'file.whl')))
const partSize = () => stat(join(folder, 'file.whl.part')).then(({ size }) => size)

test('a whole file, with its bytes reported', async () => {
  handler = serving(content)
  let last: readonly [number, number | undefined] = [0, 0]
  await get(undefined, (done, total) => {
    last = [done, total]
  })
  expect(await downloaded()).toBe(true)
  expect(last).toEqual([content.length, content.length])
  expect(requests).toEqual([undefined])
})

test('a connection that keeps breaking is taken up where it broke', async () => {
  handler = serving(content, 60_000)
  await get()
  expect(await downloaded()).toBe(true)
  expect(requests.length).toBeGreaterThanOrEqual(4)
  const starts = requests.slice(1).map(range => Number(/\d+/.exec(range ?? '')?.[0]))
  expect(starts).toEqual([...starts].sort((a, b) => a - b))
  expect(starts[0]).toBeGreaterThan(0)
})

test('any part that is there already is not fetched again', async () => {
  handler = serving(content)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: content.length }), async length => {
      requests = []
      await writeFile(join(folder, 'file.whl.part'), content.subarray(0, length))
      await get()
      expect(await downloaded()).toBe(true)
      expect(requests).toEqual([`bytes=${length}-`])
    }),
    { numRuns: 20, examples: [[1], [content.length]] },
  )
})

test('a server that knows no ranges sends the whole file again', async () => {
  handler = (request, response) => {
    delete request.headers.range
    serving(content)(request, response)
  }
  await writeFile(join(folder, 'file.whl.part'), content.subarray(0, 1000))
  await get()
  expect(await downloaded()).toBe(true)
})

test('a part of another file, or one too long, is thrown away and fetched once more', async () => {
  handler = serving(content)
  for (const wrong of [Buffer.alloc(1000, 1), Buffer.alloc(content.length + 5, 1)]) {
    await writeFile(join(folder, 'file.whl.part'), wrong)
    await get()
    expect(await downloaded()).toBe(true)
  }
})

test('content with another hash never gets the name, and no part of it stays', async () => {
  const damaged = Buffer.from(content)
  damaged[12_345] = (damaged[12_345] as number) ^ 1
  handler = serving(damaged)
  await expect(get()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('wrong hash') })
  expect(await exists(join(folder, 'file.whl'))).toBe(false)
  expect(await exists(join(folder, 'file.whl.part'))).toBe(false)
})

test('404 fails at once', async () => {
  handler = (_, response) => response.writeHead(404).end()
  await expect(get()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('404') })
  expect(requests.length).toBe(1)
})

test('503 is tried again, and then given up', async () => {
  handler = (_, response) => response.writeHead(503).end()
  await expect(get()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('503') })
  expect(requests.length).toBe(3)
})

test('an interruption leaves the part, and the next call goes on from it', async () => {
  const controller = new AbortController()
  handler = (_, response) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, 50_000))
  }
  const aborted = get(controller.signal, done => {
    if (done === 50_000) setTimeout(() => controller.abort(), 50)
  })
  await expect(aborted).rejects.toMatchObject({ code: 'interrupted' })
  expect(await partSize()).toBe(50_000)
  handler = serving(content)
  await get()
  expect(await downloaded()).toBe(true)
  expect(requests).toEqual([undefined, 'bytes=50000-'])
})
