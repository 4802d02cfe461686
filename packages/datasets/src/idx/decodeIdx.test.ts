import { orThrow } from '@planish/core'
import fc from 'fast-check'
import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { idxFile } from '../../test/idxFile.ts'
import { decodeIdx } from './decodeIdx.ts'

const bigEndian = (width: number, write: (view: DataView) => void): Uint8Array => {
  const view = new DataView(new ArrayBuffer(width))
  write(view)
  return new Uint8Array(view.buffer)
}

describe('decodeIdx reads', () => {
  it.each([
    ['unsigned bytes', 8, [0x00, 0xff], Uint8Array.of(0, 255)],
    ['signed bytes', 9, [0x7f, 0xff], Int8Array.of(127, -1)],
    ['16 bits', 11, [0x01, 0x02, 0xff, 0xfe], Int16Array.of(258, -2)],
    ['32 bits', 12, [0, 1, 0, 0, 0x80, 0, 0, 0], Int32Array.of(65536, -(2 ** 31))],
    ['floats', 13, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], Float32Array.of(1, -2.5)],
    ['doubles', 14, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 4, 0, 0, 0, 0, 0, 0], Float64Array.of(1, -2.5)],
  ])('%s, big-endian', (_, type, elements, data) => {
    expect(orThrow(decodeIdx(idxFile(type, [2, 1], elements)))).toEqual({ shape: [2, 1], data })
  })

  it('whatever doubles were written, in any shape, gzipped or not, at any offset of a buffer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.double()),
        fc.boolean(),
        fc.integer({ min: 0, max: 9 }),
        (shape, stream, zipped, offset) => {
          const count = shape.reduce((product, side) => product * side, 1)
          const values = Float64Array.from({ length: count }, () => stream.next().value as number)
          const elements = bigEndian(8 * count, view => {
            for (const [index, value] of values.entries()) view.setFloat64(8 * index, value)
          })
          const file = zipped ? gzipSync(idxFile(14, shape, elements)) : idxFile(14, shape, elements)
          const buffer = new Uint8Array(offset + file.length + 3)
          buffer.set(file, offset)
          const read = orThrow(decodeIdx(buffer.subarray(offset, offset + file.length)))
          expect(read).toEqual({ shape, data: values })
        },
      ),
    )
  })

  it('into arrays of its own', () => {
    const file = idxFile(8, [2], [1, 2])
    const { data } = orThrow(decodeIdx(file))
    file.fill(9)
    expect(data).toEqual(Uint8Array.of(1, 2))
  })
})

describe('decodeIdx refuses', () => {
  const good = idxFile(11, [2, 3], new Array(12).fill(1))
  it.each([
    ['nothing', new Uint8Array(0), 'truncated, 0 bytes are no header'],
    ['something else', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'wrong magic number 89 50 4e 47'],
    ['an unknown type', idxFile(10, [1], [1]), 'unknown element type 0x0a'],
    ['no dimensions', idxFile(8, [], [1]), 'it states no dimensions'],
    ['half a header', good.subarray(0, 9), 'truncated, 9 bytes end within the header of 2 dimensions'],
    ['half the data', good.subarray(0, 20), 'truncated, shape [2, 3] takes 12 bytes, 8 follow'],
    ['more than the data', Uint8Array.of(...good, 0), '1 trailing bytes, shape [2, 3] takes 12 bytes, 13'],
    ['a size beyond memory', idxFile(14, [2 ** 32 - 1, 2 ** 32 - 1], []), 'truncated'],
  ])('%s', (_, bytes, message) => {
    const error = leftOf(decodeIdx(bytes))
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })

  const zipped = gzipSync(
    idxFile(
      8,
      [40],
      Array.from({ length: 40 }, (_, i) => (i * 37) % 251),
    ),
    { mtime: 0 },
  )

  it('a gzip file cut off anywhere', () => {
    for (let length = 2; length < zipped.length; length++) {
      const error = leftOf(decodeIdx(zipped.subarray(0, length)))
      expect(error.code).toBe('format')
      expect(error.message).toMatch(/^corrupted gzip: /)
    }
  })

  it('a gzip file with any bit flipped after its header, unless it means the same', () => {
    const { data } = orThrow(decodeIdx(zipped))
    let refused = 0
    for (let bit = 8 * 10; bit < 8 * zipped.length; bit++) {
      const damaged = zipped.slice()
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const read = decodeIdx(damaged)
      if (read._tag === 'Right') expect(read.right.data).toEqual(data)
      else {
        expect(read.left.message).toMatch(/^corrupted gzip: /)
        refused++
      }
    }
    // All but the few bits that pad the last byte before the checksum.
    expect(refused).toBeGreaterThanOrEqual(8 * (zipped.length - 10) - 7)
  })

  it('by its checksum a gzip file whose content was exchanged for one of the same length', () => {
    const other = gzipSync(idxFile(8, [40], new Array(40).fill(5)), { mtime: 0 })
    const forged = Uint8Array.of(...other.subarray(0, -8), ...zipped.subarray(-8))
    expect(leftOf(decodeIdx(forged)).message).toContain('its checksum (CRC-32) does not match')
  })

  it('a gzip file with something after it', () => {
    expect(leftOf(decodeIdx(Uint8Array.of(...zipped, 0))).message).toMatch(/^corrupted gzip: /)
  })

  it('a gzip file that states a size it cannot have, without making room for it', () => {
    const forged = zipped.slice()
    forged.fill(0xff, -4)
    expect(leftOf(decodeIdx(forged)).message).toContain("can't inflate to 4294967295")
  })
})
