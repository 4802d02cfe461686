import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unzip } from './unzip.ts'

/** A zip archive of the given files, deflated. */
function zipOf(files: Readonly<Record<string, { text: string; mode?: number }>>): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [name, { text, mode = 0o644 }] of Object.entries(files)) {
    const [data, nameBytes] = [deflateRawSync(text), Buffer.from(name)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(text), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(Buffer.byteLength(text), 18)
    common.writeUInt16LE(nameBytes.length, 22)
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, data)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    centrals.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, nameBytes)
    offset += 30 + nameBytes.length + data.length
  }
  const central = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(centrals.length / 4, 8)
  end.writeUInt16LE(centrals.length / 4, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

let folder = ''
let archive = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planish-'))
  archive = join(folder, 'a.zip')
})
afterEach(() => rm(folder, { recursive: true }))

test('only what is selected, with its sizes, its bytes counted and its right to run', async () => {
  await writeFile(
    archive,
    zipOf({
      'a/lib.so': { text: 'library'.repeat(1000) },
      'a/skip.py': { text: 'x' },
      'b/ptxas': { text: 'run', mode: 0o755 },
    }),
  )
  let last = 0
  const sizes = await unzip(archive, folder, {
    select: name => !name.endsWith('.py'),
    onBytes: done => {
      last = done
    },
  })
  expect(sizes).toEqual({ 'a/lib.so': 7000, 'b/ptxas': 3 })
  expect(last).toBe(7003)
  expect(await readFile(join(folder, 'a/lib.so'), 'utf8')).toBe('library'.repeat(1000))
  expect(await readdir(join(folder, 'a'))).toEqual(['lib.so'])
  expect((await stat(join(folder, 'b/ptxas'))).mode & 0o111).toBe(0o111)
  expect((await stat(join(folder, 'a/lib.so'))).mode & 0o111).toBe(0)
})

test('after an interruption: what is complete is kept, what is not is made again', async () => {
  await writeFile(archive, zipOf({ 'one.so': { text: 'first' }, 'two.so': { text: 'second' } }))
  await writeFile(join(folder, 'one.so'), 'FIRST')
  await writeFile(join(folder, 'two.so.part'), 'sec')
  await unzip(archive, folder, { select: () => true })
  expect(await readFile(join(folder, 'one.so'), 'utf8')).toBe('FIRST')
  expect(await readFile(join(folder, 'two.so'), 'utf8')).toBe('second')
})

test('names that lead out of the folder are refused', async () => {
  await writeFile(archive, zipOf({ '../outside.so': { text: 'x' } }))
  await expect(unzip(archive, folder, { select: () => true })).rejects.toThrow(/relative path/)
})

test('an aborted signal stops it', async () => {
  await writeFile(archive, zipOf({ 'one.so': { text: 'first' } }))
  const unpacking = unzip(archive, folder, { select: () => true, signal: AbortSignal.abort() })
  await expect(unpacking).rejects.toMatchObject({ code: 'interrupted' })
  expect(await readdir(folder)).not.toContain('one.so')
})
