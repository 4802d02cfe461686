import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow } from '@planish/core'
import { serving, startFileServer } from '@planish/testing/fileServer'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { published } from '../../test/published.ts'
import { fromFolder } from './fromFolder.ts'
import { fetchFiles, fromFiles } from './readFiles.ts'

const abc = new TextEncoder().encode('abc')
const verify = [published('abc.gz', abc, []), published('folder/abc', abc, [], 'md5')]
const abd = new TextEncoder().encode('abd')

describe('fetchFiles', () => {
  it('fetches from a folder, with or without a slash at its end, and verifies', async () => {
    const server = await startFileServer()
    server.handler = (request, response) =>
      serving(request.url === '/data/abc.gz' ? abc : abd)(request, response)
    for (const base of [`${server.origin}/data`, `${server.origin}/data/`]) {
      expect(orThrow(await fetchFiles(base, { verify })('abc.gz')())).toEqual(abc)
    }
    expect(orThrow(await fetchFiles(server.origin)('abc.gz')())).toEqual(abd)
    expect(leftOf(await fetchFiles(server.origin, { verify })('abc.gz')())).toMatchObject({
      code: 'format',
      message: expect.stringMatching(
        /^abc\.gz is not the published file: sha256:\w+ instead of sha256:ba7816bf/,
      ),
    })
    expect(leftOf(await fetchFiles(server.origin, { verify })('other')()).code).toBe('usage')
    server.handler = (_, response) => response.writeHead(403).end()
    expect(leftOf(await fetchFiles(server.origin)('abc.gz')())).toMatchObject({
      code: 'io',
      message: `${server.origin}/abc.gz: the server answered 403`,
    })
    server.handler = () => {}
    const signal = AbortSignal.timeout(20)
    expect(leftOf(await fetchFiles(server.origin, { signal })('abc.gz')()).code).toBe('interrupted')
    server.close()
  })

  it('an address that is none is a usage error', async () => {
    expect(leftOf(await fetchFiles('data')('abc')())).toMatchObject({ code: 'usage' })
  })
})

describe('fromFiles', () => {
  const picked = (path: string, content = abc): File => {
    const file = new File([content], path.slice(path.lastIndexOf('/') + 1))
    return path.includes('/') ? Object.assign(file, { webkitRelativePath: path }) : file
  }

  it('finds files by name, or by path where a folder was picked', async () => {
    const read = fromFiles([picked('abc.gz'), picked('root/other/abc', abd), picked('root/folder/abc')], {
      verify,
    })
    expect(orThrow(await read('abc.gz')())).toEqual(abc)
    expect(orThrow(await read('folder/abc')())).toEqual(abc)
  })

  it('says what was picked instead, and what is another file', async () => {
    expect(leftOf(await fromFiles([picked('x'), picked('y')])('abc')())).toMatchObject({
      code: 'io',
      message: 'abc was not picked',
      hint: 'picked were x, y',
    })
    expect(leftOf(await fromFiles([picked('abc.gz', abd)], { verify })('abc.gz')()).code).toBe('format')
    expect(leftOf(await fromFiles([picked('abc.gz', abc.slice(1))], { verify })('abc.gz')()).message).toBe(
      'abc.gz is not the published file: it has 2 bytes instead of 3',
    )
  })
})

describe('fromFolder', () => {
  it('reads files as published, or unpacked where nothing is to be verified', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'planish-'))
    await writeFile(join(folder, 'abc'), abc)
    expect(orThrow(await fromFolder(folder)('abc.gz')()).length).toBe(3)
    expect(leftOf(await fromFolder(folder, { verify })('abc.gz')())).toMatchObject({
      code: 'io',
      message: `${folder} has no abc.gz`,
    })
    expect(leftOf(await fromFolder(folder)('x.gz')()).message).toBe(`${folder} has no x.gz and no x`)
    await writeFile(join(folder, 'abc.gz'), abc)
    expect(orThrow(await fromFolder(folder, { verify })('abc.gz')()).length).toBe(3)
    await rm(folder, { recursive: true })
  })
})
