import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configuredIndex, findInIndex } from './packageIndex.ts'

const wheel = {
  project: 'tensorflow-cpu',
  version: '2.21.0',
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '',
  bytes: 1,
  unpacked: 1,
}

let server: Server
let page: { type: string; body: string; status?: number }
let seen: { path: string; authorization: string | undefined }[] = []
beforeEach(async () => {
  seen = []
  server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization })
    response.writeHead(page.status ?? 200, { 'content-type': page.type }).end(page.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})
const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`

const html = (...links: [href: string, text: string][]) => ({
  type: 'text/html',
  body: `<!DOCTYPE html><html><body>${links.map(([href, text]) => `<a href="${href}" data-requires-python="&gt;=3.9">${text}</a><br/>`).join('\n')}</body></html>`,
})

test('a page in HTML (PEP 503): relative address, without the hash, the file by its exact name', async () => {
  page = html(
    ['../../files/other.whl', `old_${wheel.file}`],
    [`../../files/a.whl?x=1&amp;y=2#sha256=00`, wheel.file],
  )
  const { url } = await findInIndex(`http://${host()}/simple/`, wheel)
  expect(url.href).toBe(`http://${host()}/files/a.whl?x=1&y=2`)
  expect(seen[0]?.path).toBe('/simple/tensorflow-cpu/')
})

test('a page in JSON (PEP 691)', async () => {
  const files = [
    { filename: 'other.whl', url: '/no' },
    { filename: wheel.file, url: '/files/yes.whl' },
  ]
  page = { type: 'application/vnd.pypi.simple.v1+json', body: JSON.stringify({ files }) }
  expect((await findInIndex(`http://${host()}/simple`, wheel)).url.pathname).toBe('/files/yes.whl')
})

test('credentials in the address go in a header, and to no other host', async () => {
  page = html(['/files/a.whl', wheel.file])
  const expected = `Basic ${Buffer.from('ada:p@ss').toString('base64')}`
  const same = await findInIndex(`http://ada:p%40ss@${host()}/simple`, wheel)
  expect(seen[0]?.authorization).toBe(expected)
  expect(same.headers).toEqual({ authorization: expected })
  page = html(['https://files.example/a.whl', wheel.file])
  const other = await findInIndex(`http://ada:p%40ss@${host()}/simple`, wheel)
  expect(other).toMatchObject({ headers: {}, url: { host: 'files.example' } })
})

test('errors say what was asked and what to set', async () => {
  page = html(['/files/other.whl', 'other.whl'])
  await expect(findInIndex(`http://${host()}/simple`, wheel)).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining(wheel.file),
    hint: expect.stringContaining('--index'),
  })
  page = { type: 'text/html', body: '', status: 404 }
  await expect(findInIndex(`http://${host()}/`, wheel)).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining('404'),
    hint: expect.stringContaining('/simple'),
  })
  await expect(findInIndex('ftp://x/simple', wheel)).rejects.toMatchObject({ code: 'usage' })
  await expect(findInIndex('not an address', wheel)).rejects.toMatchObject({ code: 'usage' })
  const closed = host()
  await new Promise(resolve => server.close(resolve))
  await expect(findInIndex(`http://${closed}/simple`, wheel)).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining('does not answer'),
  })
})

test("the index comes from the environment, else from pip's configuration, else from nowhere", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'planish-'))
  const file = join(folder, 'pip.conf')
  await writeFile(
    file,
    '[global]\ntimeout = 60\nextra-index-url = https://extra.example/simple\nindex-url = https://mirror.example/simple\n',
  )
  expect(await configuredIndex({}, [join(folder, 'none'), file])).toBe('https://mirror.example/simple')
  expect(await configuredIndex({ UV_INDEX_URL: 'https://uv.example/simple' }, [file])).toBe(
    'https://uv.example/simple',
  )
  const both = { UV_INDEX_URL: 'https://uv.example/simple', PIP_INDEX_URL: 'https://pip.example/simple' }
  expect(await configuredIndex(both, [file])).toBe('https://pip.example/simple')
  expect(await configuredIndex({}, [])).toBeUndefined()
  await rm(folder, { recursive: true })
})
