import { deflateRawSync, crc32 as nodeCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from './crc32.ts'
import { inflateExactly } from './inflate.ts'

describe('crc32', () => {
  it("is the check value of the algorithm's catalogue for 123456789", () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  })

  it('is the same for bytes and for the two parts that they come in, at any offset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 7 }), (bytes, offset) => {
        const buffer = new Uint8Array(offset + bytes.length)
        buffer.set(bytes, offset)
        let expected = -1
        for (const byte of bytes) {
          expected ^= byte
          for (let bit = 0; bit < 8; bit++)
            expected = expected & 1 ? (expected >>> 1) ^ 0xedb88320 : expected >>> 1
        }
        expect(crc32(buffer.subarray(offset))).toBe(~expected >>> 0)
        expect(nodeCrc32 === undefined || nodeCrc32(bytes) === crc32(bytes)).toBe(true)
      }),
    )
  })
})

describe('inflateExactly', () => {
  const deflated = new Uint8Array(deflateRawSync(new Uint8Array(1000).fill(3)))

  it('inflates what is of the size', () => {
    expect(inflateExactly(deflated, 1000)).toEqual(new Uint8Array(1000).fill(3))
  })

  it('makes room for no more than was said', () => {
    expect(() => inflateExactly(deflated, 10)).toThrow('it inflates to more bytes where 10 are stated')
    expect(() => inflateExactly(deflated, 1001)).toThrow('it inflates to 1000 bytes where 1001 are stated')
  })
})
