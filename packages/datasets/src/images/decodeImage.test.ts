import { orThrow } from '@planish/core'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../test/base64.ts'
import { leftOf } from '../../test/either.ts'
import { survive } from '../../test/mutate.ts'
import { crc32 } from '../archive/crc32.ts'
import { decodeImage } from './decodeImage.ts'
import golden from './pillow.golden.json' with { type: 'json' }

const files = Object.entries(golden.images).map(([name, { file, shape, pixels }]) => ({
  name,
  file: bytesOf(file),
  shape,
  pixels: bytesOf(pixels),
}))
const fileOf = (wanted: string): Uint8Array =>
  files.find(({ name }) => name === wanted)?.file ?? expect.fail(wanted)

/** The greatest and the mean difference of two arrays. */
function differences(a: Uint8Array, b: Uint8Array): { greatest: number; mean: number } {
  expect(a.length).toBe(b.length)
  let [greatest, sum] = [0, 0]
  for (let at = 0; at < a.length; at++) {
    const difference = Math.abs((a[at] as number) - (b[at] as number))
    greatest = Math.max(greatest, difference)
    sum += difference
  }
  return { greatest, mean: sum / a.length }
}

/** Those whose chrominance Pillow smooths. */
const coarse = ['422.jpg', '420.jpg', 'progressive-420.jpg']

/** The file with the checksum of each chunk made right, so that damage gets past it. */
function withChecksums(file: Uint8Array): Uint8Array {
  const fixed = file.slice()
  const view = new DataView(fixed.buffer)
  for (let at = 8; at + 12 <= fixed.length; ) {
    const length = view.getUint32(at)
    if (at + 12 + length > fixed.length) break
    view.setUint32(at + 8 + length, crc32(fixed.subarray(at + 4, at + 8 + length)))
    at += 12 + length
  }
  return fixed
}

const u32 = (value: number): number[] => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]
const chunk = (type: string, data: ArrayLike<number>): number[] => [
  ...u32(data.length),
  ...Array.from(type, letter => letter.charCodeAt(0)),
  ...Array.from(data),
  ...u32(0),
]
/** A grey PNG file of whatever is claimed and put into it. */
const png = (width: number, height: number, data: Uint8Array, depth = 8, colour = 0): Uint8Array =>
  withChecksums(
    Uint8Array.of(
      ...fileOf('grey.png').subarray(0, 8),
      ...chunk('IHDR', [...u32(width), ...u32(height), depth, colour, 0, 0, 0]),
      ...chunk('IDAT', data),
      ...chunk('IEND', []),
    ),
  )

describe('decodeImage', () => {
  it.each(files.filter(({ name }) => name.endsWith('.png')))(
    "reads $name: Pillow's bits",
    async ({ file, shape, pixels }) => {
      const image = orThrow(await decodeImage(file)())
      expect([image.height, image.width, 3]).toEqual(shape)
      expect(image.data).toEqual(pixels)
    },
  )

  it.each(files.filter(({ name }) => name.endsWith('.jpg')))(
    'reads $name nearly as Pillow',
    async ({ name, file, shape, pixels }) => {
      const image = orThrow(await decodeImage(file)())
      expect([image.height, image.width, 3]).toEqual(shape)
      const { greatest, mean } = differences(image.data, pixels)
      expect(greatest).toBeLessThanOrEqual(coarse.includes(name) ? 16 : 3)
      expect(mean).toBeLessThan(coarse.includes(name) ? 3 : 0.6)
    },
  )

  it('reads a view into a larger buffer, and leaves it as it was', async () => {
    for (const name of ['palette.png', '420.jpg']) {
      const file = fileOf(name)
      const buffer = new Uint8Array(file.length + 9)
      buffer.set(file, 5)
      const before = buffer.slice()
      const image = orThrow(await decodeImage(buffer.subarray(5, 5 + file.length))())
      expect(image).toEqual(orThrow(await decodeImage(file)()))
      expect(buffer).toEqual(before)
    }
  })

  const oneRow = zlibSync(Uint8Array.of(0, 1, 2, 3))
  it.each<[string, Uint8Array, string]>([
    ['what is no image', new TextEncoder().encode('GIF89a'), 'it begins with 47 49 46 38 39 61'],
    ['an empty file', new Uint8Array(0), 'neither a JPEG nor a PNG image: it is empty'],
    ['a PNG of no pixels', png(0, 1, oneRow), 'it is 0 × 1 pixels large'],
    ['a PNG with too few rows', png(3, 2, oneRow), 'it inflates to 4 bytes where 8 are stated'],
    ['a PNG with too many', png(1, 1, oneRow), 'it inflates to more bytes where 2 are stated'],
    ['an unknown filter', png(3, 1, zlibSync(Uint8Array.of(9, 1, 2, 3))), 'unknown filter 9 of a row'],
    ['an unknown colour type', png(3, 1, oneRow, 8, 5), 'no colour type 5 of 8 bits exists'],
    ['a palette that is not there', png(3, 1, oneRow, 8, 3), 'colour 1 of a palette of 0'],
    ['a PNG without an end', fileOf('grey.png').subarray(0, -12), 'truncated, no chunk IEND'],
    ['a JPEG without an end', fileOf('420.jpg').subarray(0, -2), 'truncated, no end mark'],
    ['a JPEG cut off in its pixels', fileOf('420.jpg').subarray(0, -40), 'truncated, no end mark'],
  ])('refuses %s', async (_, file, message) => {
    const error = leftOf(await decodeImage(file)())
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })

  it('refuses a PNG whose bits were turned, by its checksums', async () => {
    const file = fileOf('grey.png').slice()
    file[60] = (file[60] as number) ^ 1
    expect(leftOf(await decodeImage(file)()).message).toMatch(
      /^PNG: the checksum of the chunk at byte \d+ does/,
    )
  })

  it('refuses, before it makes room, what states more pixels than it may have', async () => {
    const bomb = png(60_000, 60_000, zlibSync(new Uint8Array(1000)))
    expect(leftOf(await decodeImage(bomb)()).message).toContain(
      '60000 × 60000 pixels large, the limit is 33554432',
    )
    const huge = fileOf('420.jpg').slice()
    const frame = huge.findIndex((byte, at) => byte === 0xff && huge[at + 1] === 0xc0)
    huge.set([0xff, 0xff, 0xff, 0xff], frame + 5)
    expect(leftOf(await decodeImage(huge)()).message).toContain('65535 × 65535 pixels large')
    expect(leftOf(await decodeImage(fileOf('420.jpg'), { maxPixels: 500 })()).hint).toContain(
      'raise maxPixels',
    )
    // Within the limit, but more than its few bytes can hold.
    const hollow = png(5000, 5000, zlibSync(new Uint8Array(10)))
    expect(leftOf(await decodeImage(hollow)()).message).toMatch(/bytes can't inflate to 25005000$/)
  })

  const sane = ({ width, height, data }: { width: number; height: number; data: Uint8Array }): void => {
    expect(data.length).toBe(3 * width * height)
    expect(data.length).toBeLessThan(3 * 2 ** 18)
  }
  const read = (file: Uint8Array) => decodeImage(file, { maxPixels: 2 ** 18 })()

  it('survives 2,000 damaged PNG files, with their checksums made right', async () => {
    const names = ['palette-4.png', 'interlaced.png', 'rgba.png', 'rgb-16.png']
    for (const name of names) {
      const found = await survive(fileOf(name), file => read(withChecksums(file)), sane, 500)
      expect(Math.min(found.read, found.refused)).toBeGreaterThan(20)
    }
  })

  it('survives 2,000 damaged JPEG files', async () => {
    for (const name of ['progressive-420.jpg', '420.jpg', 'restarts.jpg', 'cmyk.jpg']) {
      const found = await survive(fileOf(name), read, sane, 500)
      expect(Math.min(found.read, found.refused)).toBeGreaterThan(20)
    }
  })
})
