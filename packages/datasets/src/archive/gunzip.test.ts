import { orThrow } from '@planish/core'
import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { survive } from '../../test/mutate.ts'
import { gunzip } from './gunzip.ts'
import { gunzipStream } from './gunzipStream.ts'

const content = Uint8Array.from({ length: 3000 }, (_, i) => (i * i) % 251)
const zipped = gzipSync(content, { mtime: 0 })

describe('gunzipStream', () => {
  it('inflates as gunzip does, also more than a chunk', async () => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 40503) >>> 8)
    for (const bytes of [content, large, new Uint8Array(0)]) {
      const read = orThrow(await gunzipStream(gzipSync(bytes, { mtime: 0 }))())
      expect(Buffer.compare(read, bytes)).toBe(0)
    }
    expect(orThrow(await gunzipStream(content)())).toBe(content)
  })

  it('refuses a file cut off, of another checksum, of another size or beyond the limit', async () => {
    const other = zipped.slice()
    other[zipped.length - 8] = (other[zipped.length - 8] ?? 0) ^ 1
    const longer = zipped.slice()
    longer[zipped.length - 4] = (longer[zipped.length - 4] ?? 0) + 1
    const shorter = zipped.slice()
    shorter[zipped.length - 4] = (shorter[zipped.length - 4] ?? 0) - 1
    for (const bytes of [zipped.subarray(0, -9), zipped.subarray(0, 5), other, longer, shorter]) {
      const error = leftOf(await gunzipStream(bytes)())
      expect(error.code).toBe('format')
      expect(error.message).toMatch(/^corrupted gzip: /)
    }
    expect(leftOf(await gunzipStream(zipped, { limit: 2999 })()).message).toContain('the limit is 2999')
  })

  it.each([
    ['gunzip', gunzip],
    ['gunzipStream', (bytes: Uint8Array, options: { limit: number }) => gunzipStream(bytes, options)()],
  ])('survives 2,000 damaged files: %s', async (_, read) => {
    const { refused } = await survive(
      zipped,
      async bytes =>
        bytes[0] === 0x1f && bytes[1] === 0x8b ? read(bytes, { limit: 100_000 }) : gunzip(bytes),
      inflated => expect(Buffer.compare(inflated, content)).toBe(0),
    )
    expect(refused).toBeGreaterThan(1500)
  })
})
