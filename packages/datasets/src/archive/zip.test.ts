import { orThrow, type PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { readZip, type ZipEntry } from './zip.ts'

const content = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (7 * i + n) % 251)
const longName = `folder/${'a-name-of-many-letters-'.repeat(9)}ü.bin`

/** Every file of an archive, read. */
const readAll = (bytes: Uint8Array, limit = 2 ** 30): E.Either<PlanishError, readonly Uint8Array[]> =>
  pipe(
    readZip(bytes, { limit }),
    E.chain(entries => E.traverseArray((entry: ZipEntry) => entry.read())([...entries.values()])),
  )

describe('readZip', () => {
  it.each(['plain', 'zip64'])('reads what Python writes: %s', name => {
    const entries = orThrow(readZip(fixture(`archives/${name}.zip`)))
    const sizes = { 'folder/a.bin': 700, 'folder/empty': 0, 'b.bin': 512, [longName]: 3 }
    expect([...entries.values()].map(entry => [entry.name, entry.size])).toEqual(Object.entries(sizes))
    for (const { size, read } of entries.values()) expect(orThrow(read())).toEqual(content(size))
  })

  it.each([
    ['outside', 'the name "../outside", which leads out of the archive'],
    ['absolute', 'the absolute name "/absolute"'],
    ['twice', '"a" occurs twice'],
    ['symlink', '"a" is a symbolic link'],
    ['bzip2', '"a" is compressed by method 12'],
  ])('refuses what could do harm or is not read: %s', (name, message) => {
    const error = leftOf(readZip(fixture(`archives/${name}.zip`)))
    expect(error.code).toBe('format')
    expect(error.message).toContain(`ZIP: ${message}`)
  })

  it('refuses a bomb before it inflates anything', () => {
    const bomb = fixture('archives/bomb.zip')
    expect(leftOf(readZip(bomb, { limit: 10_000_000 })).message).toContain('the limit is 10000000')
    expect(orThrow(readZip(bomb)).get('zeros')?.size).toBe(20_000_000)
  })

  it('refuses a directory that lies about a size', () => {
    const bytes = fixture('archives/plain.zip')
    const view = new DataView(bytes.buffer)
    // The first file after the folder is deflated; its inflated size stands at byte 24 of its entry.
    const first = bytes.findLastIndex((_, at) => at < bytes.length - 4 && view.getUint32(at) === 0x504b0506)
    const directory = view.getUint32(first + 16, true)
    const entry = directory + 46 + 'folder/'.length
    view.setUint32(entry + 24, 699, true)
    expect(leftOf(orThrow(readZip(bytes)).get('folder/a.bin')?.read() ?? E.right(0)).message).toContain(
      '"folder/a.bin": it inflates to more bytes where 699 are stated',
    )
    view.setUint32(entry + 24, 2 ** 31, true)
    expect(leftOf(readZip(bytes)).message).toMatch(/"folder\/a.bin": \d+ bytes can't inflate to 2147483648/)
  })

  it('refuses entries that share their bytes', () => {
    const one = fixture('archives/bomb.zip')
    const end = one.length - 22
    const directory = new DataView(one.buffer).getUint32(end + 16, true)
    const listed = one.slice(directory, end)
    const [name, other] = [listed.length - 1, listed.slice()]
    other[name] = 'a'.charCodeAt(0)
    const tail = one.slice(end)
    const view = new DataView(tail.buffer)
    view.setUint16(10, 2, true)
    view.setUint32(12, 2 * listed.length, true)
    const bytes = Uint8Array.of(...one.subarray(0, directory), ...listed, ...other, ...tail)
    expect(leftOf(readZip(bytes)).message).toContain('its entries overlap')
  })

  it('refuses an archive cut off anywhere', () => {
    const bytes = fixture('archives/zip64.zip')
    for (let length = 0; length < bytes.length; length++) {
      expect(leftOf(readZip(bytes.subarray(0, length))).message).toContain('has no end record')
    }
  })

  it('notices any other bit in a content by its checksum, unless it means the same', () => {
    const bytes = fixture('archives/plain.zip')
    const intact = orThrow(readAll(bytes))
    for (let bit = 0; bit < 8 * bytes.length; bit += 13) {
      const damaged = bytes.slice()
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const read = readAll(damaged)
      if (read._tag === 'Right') for (const file of read.right) expect(intact).toContainEqual(file)
    }
  })

  it.each(['plain', 'zip64'])('survives 2,000 damaged archives: %s', async name => {
    const limit = 100_000
    const { refused } = await survive(
      fixture(`archives/${name}.zip`),
      bytes => readAll(bytes, limit),
      files => {
        expect(files.reduce((total, file) => total + file.length, 0)).toBeLessThanOrEqual(limit)
      },
    )
    expect(refused).toBeGreaterThan(500)
  })
})
