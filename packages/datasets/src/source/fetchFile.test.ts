import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow } from '@planish/core'
import { type FileServer, type Handler, serving, startFileServer } from '@planish/testing/fileServer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { toyContent, toySource } from '../../test/toySource.ts'
import { cachedFiles, loadSource } from './cachedFiles.ts'
import { type CacheOptions, type FileProgress, sourceFolder } from './fetchFile.ts'

let cache = ''
let server: FileServer
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'planish-cache-'))
  server = await startFileServer()
})
afterEach(async () => {
  server.close()
  await rm(cache, { recursive: true })
})

const source = (...paths: string[]) =>
  toySource((paths.length === 0 ? ['/good'] : paths).map(path => server.origin + path))
const load = (options: CacheOptions = {}, ...paths: string[]) =>
  loadSource(source(...paths), { cache, retryAfter: 1, ...options })()
const folder = () => sourceFolder({ name: 'toy' }, { cache })
const names = () => readdir(folder()).catch(() => [])
/** The file is whole, and nothing else lies beside it. */
async function expectWhole() {
  expect(await names()).toEqual(['toy.bin'])
  expect(Buffer.compare(await readFile(join(folder(), 'toy.bin')), toyContent)).toBe(0)
}

const changed = toyContent.map((byte, index) => (index === 12_345 ? byte ^ 1 : byte))

describe('whatever a server does, the cache has the file or nothing of its name', () => {
  const flaky = (first: Handler): Handler => {
    let asked = 0
    return (request, response) => (asked++ === 0 ? first : serving(toyContent))(request, response)
  }
  it.each<[string, () => Handler]>([
    ['serves it', () => serving(toyContent)],
    ['drops the connection amid the bytes', () => serving(toyContent, 90_000)],
    ['answers 503 at first', () => flaky((_, response) => response.writeHead(503).end())],
    [
      'knows no Range',
      () => (request, response) => {
        delete request.headers.range
        serving(toyContent)(request, response)
      },
    ],
    [
      'announces nothing of its length',
      () => (_, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(toyContent),
    ],
    [
      'redirects',
      () => (request, response) =>
        request.url?.startsWith('/good')
          ? response.writeHead(301, { location: '/elsewhere' }).end()
          : serving(toyContent)(request, response),
    ],
    ['changes the file between two attempts', () => flaky(serving(changed, 90_000))],
  ])('%s', async (_, handler) => {
    server.handler = handler()
    const { train } = orThrow(await load())
    expect(Buffer.from(train.inputs).equals(toyContent)).toBe(true)
    await expectWhole()
  })

  it.each<[string, Handler, RegExp]>([
    ['knows no such file', (_, response) => response.writeHead(404).end(), /answers 404 for toy\.bin/],
    ['serves other bytes', serving(changed), /toy\.bin has the wrong hash: sha256 .*, expected/],
    ['serves too few', serving(toyContent.subarray(1)), /has 199999 bytes of it where 200000 are expected/],
    [
      'serves a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Moved</h1>'),
      /answers with a web page/,
    ],
    [
      'redirects for ever',
      (_, response) => response.writeHead(302, { location: '/again' }).end(),
      /could not be downloaded.*redirect count exceeded/,
    ],
  ])('refused: %s', async (_, handler, message) => {
    server.handler = handler
    const error = leftOf(await load())
    expect(error).toMatchObject({ code: 'io', message: expect.stringMatching(message) })
    expect(error.hint).toMatch(/run it again|run the command again|put the file at/)
    expect(await names()).toEqual([])
    server.handler = serving(toyContent)
    orThrow(await load())
    await expectWhole()
  })

  it('a stall ends the connection, not the download', async () => {
    let asked = 0
    server.handler = (request, response) => {
      if (asked++ > 0) return serving(toyContent)(request, response)
      response.writeHead(200, { 'content-length': toyContent.length })
      response.write(toyContent.subarray(0, 50_000))
    }
    orThrow(await load({ stallAfter: 300 }))
    await expectWhole()
    expect(server.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=50000-'])
  })

  it('an address that has it not is followed by the next', async () => {
    server.handler = (request, response) =>
      request.url?.startsWith('/good')
        ? serving(toyContent)(request, response)
        : response.writeHead(404).end()
    orThrow(await load({}, '/bad', '/good'))
    await expectWhole()
    expect(server.requests.map(({ path }) => path)).toEqual(['/bad/toy.bin', '/good/toy.bin'])
  })
})

describe('the cache', () => {
  it('is read without a request', async () => {
    server.handler = serving(toyContent)
    orThrow(await load())
    server.requests.length = 0
    const seen: FileProgress[] = []
    orThrow(await load({ offline: true, onProgress: progress => seen.push(progress) }))
    expect(server.requests).toEqual([])
    expect(seen).toEqual([{ file: 'toy.bin', stage: 'cached', done: 200_000, total: 200_000 }])
  })

  it('is mended where a file was damaged, of the same length', async () => {
    await mkdir(folder(), { recursive: true })
    await writeFile(join(folder(), 'toy.bin'), changed)
    server.handler = serving(toyContent)
    orThrow(await load())
    await expectWhole()
  })

  it('offline: says which file is missing, where it belongs and where it comes from', async () => {
    const error = leftOf(await load({ offline: true }, '/a', '/b'))
    expect(error).toMatchObject({
      code: 'io',
      message: 'Toy: toy.bin is not in the cache, and nothing may be fetched (offline)',
      hint: `put it at ${join(folder(), 'toy.bin')}; it comes from ${server.origin}/a/toy.bin or ${server.origin}/b/toy.bin`,
    })
    await mkdir(folder(), { recursive: true })
    await writeFile(join(folder(), 'toy.bin'), changed)
    expect(leftOf(await load({ offline: true })).message).toMatch(
      /toy\.bin is not the published file \(sha256:/,
    )
    expect(server.requests).toEqual([])
  })

  it('PLANISH_OFFLINE forbids requests, PLANISH_CACHE says where it is', async () => {
    const before = { ...process.env }
    Object.assign(process.env, { PLANISH_OFFLINE: '1', PLANISH_CACHE: cache })
    try {
      expect(leftOf(await loadSource(source())()).hint).toContain(folder())
      process.env.PLANISH_OFFLINE = '0'
      server.handler = serving(toyContent)
      orThrow(await loadSource(source())())
      await expectWhole()
    } finally {
      process.env = before
    }
  })

  it('an interruption keeps the part, and the next call goes on from it', async () => {
    const controller = new AbortController()
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': toyContent.length })
      response.write(toyContent.subarray(0, 50_000))
    }
    const onProgress = ({ done }: FileProgress) => {
      if (done === 50_000) setTimeout(() => controller.abort(), 100)
    }
    expect(leftOf(await load({ signal: controller.signal, onProgress })).code).toBe('interrupted')
    expect(await names()).toEqual(['toy.bin.part'])
    server.handler = serving(toyContent)
    orThrow(await load())
    await expectWhole()
    expect(server.requests.at(-1)?.range).toBe('bytes=50000-')
  })

  it('a file that the source does not fetch is one that is not there', async () => {
    expect(leftOf(await cachedFiles(source(), { cache })('other.bin')())).toMatchObject({
      code: 'io',
      message: 'other.bin is no file that toy fetches',
    })
  })

  // Root may write anywhere.
  it.skipIf(process.getuid?.() === 0)('that may not be written to is an error with a way out', async () => {
    await chmod(cache, 0o500)
    const error = leftOf(await load())
    await chmod(cache, 0o700)
    expect(error.hint).toMatch(/PLANISH_CACHE/)
  })
})

describe('several processes', () => {
  const script = join(import.meta.dirname, '../../test/fetchToy.ts')
  const start = () => {
    const child: ChildProcess = spawn(
      process.execPath,
      ['--conditions=@planish/source', '--import', 'tsx', script, `${server.origin}/good`, cache],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let out = ''
    child.stdout?.on('data', chunk => {
      out += String(chunk)
    })
    return { child, ended: new Promise<string>(resolve => child.on('close', () => resolve(out))) }
  }

  it('at once fetch the file once', async () => {
    server.handler = (request, response) =>
      void setTimeout(() => serving(toyContent)(request, response), 1500)
    const outs = await Promise.all([start().ended, start().ended])
    expect(outs.map(out => out.trim().split('\n').at(-1))).toEqual(['Right', 'Right'])
    await expectWhole()
    expect(server.requests.length).toBe(1)
  })

  it('killed in the midst: what is there stays, and the next goes on', async () => {
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': toyContent.length })
      response.write(toyContent.subarray(0, 50_000))
    }
    const { child, ended } = start()
    const part = join(folder(), 'toy.bin.part')
    await expect
      .poll(
        () =>
          stat(part).then(
            ({ size }) => size,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(50_000)
    child.kill('SIGKILL')
    await ended
    expect(await names()).toContain('toy.bin.lock')
    server.handler = serving(toyContent)
    orThrow(await load())
    await expectWhole()
    expect(server.requests.at(-1)?.range).toBe('bytes=50000-')
  })
})
