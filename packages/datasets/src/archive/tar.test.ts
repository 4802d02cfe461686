import { orThrow } from '@planish/core'
import { gunzipSync, gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { readTar } from './tar.ts'

const content = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (7 * i + n) % 251)
const longName = `folder/${'a-name-of-many-letters-'.repeat(9)}ü.bin`
const twoPartName = `${'p'.repeat(120)}/${'q'.repeat(80)}`
const archive = (format: string): Uint8Array => gunzipSync(fixture(`archives/${format}.tar.gz`))

describe('readTar', () => {
  it.each([
    ['ustar', twoPartName],
    ['gnu', longName],
    ['pax', longName],
  ])('reads what Python writes as %s, gzipped or not', (format, name) => {
    for (const bytes of [fixture(`archives/${format}.tar.gz`), archive(format)]) {
      const files = orThrow(readTar(bytes))
      expect([...files.keys()]).toEqual(['folder/a.bin', 'folder/empty', 'b.bin', name])
      expect([...files.values()]).toEqual([content(700), content(0), content(512), content(3)])
    }
  })

  it('copies nothing', () => {
    const bytes = archive('gnu')
    expect(orThrow(readTar(bytes)).get('b.bin')?.buffer).toBe(bytes.buffer)
  })

  it.each([
    ['symlink', '"link" is a symbolic link'],
    ['hardlink', '"link" is a hard link'],
    ['device', '"null" is a character device'],
    ['outside', 'the name "../outside", which leads out of the archive'],
    ['absolute', 'the absolute name "/absolute"'],
  ])('refuses what could do harm: %s', (name, message) => {
    const error = leftOf(readTar(fixture(`archives/${name}.tar.gz`)))
    expect(error.code).toBe('format')
    expect(error.message).toContain(`TAR: ${message}`)
  })

  it('refuses an archive cut off anywhere before its end mark', () => {
    const bytes = archive('pax')
    const end = bytes.findLastIndex(byte => byte !== 0) + 1
    for (let length = 0; length < end; length += 61) {
      expect(leftOf(readTar(bytes.subarray(0, length))).message).toContain('TAR: truncated')
    }
  })

  it('refuses any other bit in a header', () => {
    for (let bit = 0; bit < 8 * 512; bit += 7) {
      // What closes the checksum is no part of it.
      if (bit >> 3 === 154 || bit >> 3 === 155) continue
      const bytes = archive('ustar')
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(leftOf(readTar(bytes)).message).toMatch(/the checksum of the header at byte 0/)
    }
  })

  it('refuses a size beyond the file, also in the binary form of large files', () => {
    const bytes = archive('gnu')
    bytes.set([0x80, 0, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 1], 512 + 124)
    expect(leftOf(readTar(withChecksum(bytes, 512))).message).toContain('truncated, "folder/a.bin" has 2803')
    bytes.fill(0xff, 512 + 124, 512 + 136)
    expect(leftOf(readTar(withChecksum(bytes, 512))).message).toContain(
      'the size of "folder/a.bin" is absurd',
    )
  })

  it('inflates no further than it may', () => {
    const bomb = gzipSync(new Uint8Array(5_000_000))
    const error = leftOf(readTar(bomb, { limit: 1_000_000 }))
    expect(error.message).toContain('it inflates to 5000000 bytes, the limit is 1000000')
  })

  it('survives 2,000 damaged archives', async () => {
    const bytes = archive('pax')
    const { refused } = await survive(bytes, readTar, files => {
      for (const file of files.values()) expect(file.length).toBeLessThanOrEqual(2 * bytes.length)
    })
    expect(refused).toBeGreaterThan(500)
  })
})

/** The header at a byte with the checksum that it should have. */
function withChecksum(bytes: Uint8Array, at: number): Uint8Array {
  const header = bytes.subarray(at, at + 512)
  header.fill(0x20, 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0`), 148)
  return bytes
}
