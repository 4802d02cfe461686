import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../test/base64.ts'
import { leftOf } from '../../test/either.ts'
import { type FitOptions, fitImage } from './fitImage.ts'
import golden from './pillow.golden.json' with { type: 'json' }
import type { RgbImage } from './rgbImage.ts'

const imageOf = ({ shape, pixels }: { shape: number[]; pixels: string }): RgbImage => ({
  height: shape[0] as number,
  width: shape[1] as number,
  data: bytesOf(pixels),
})

describe('fitImage', () => {
  it.each(golden.resized)("stretches to $size with Pillow's bits", ({ size, pixels }) => {
    const [height, width] = size as [number, number]
    const resized = orThrow(fitImage(imageOf(golden.source), { size: [height, width], fit: 'stretch' }))
    expect([resized.height, resized.width]).toEqual(size)
    expect(resized.data).toEqual(bytesOf(pixels))
  })

  it.each(golden.fitted)('crops $from.shape to $size as torchvision does', ({ from, size, pixels }) => {
    const cropped = orThrow(fitImage(imageOf(from), { size }))
    expect([cropped.height, cropped.width]).toEqual([size, size])
    expect(cropped.data).toEqual(bytesOf(pixels))
  })

  it('covers a size that is no square', () => {
    const data = Uint8Array.from({ length: 48 }, (_, at) => 10 * (Math.floor(at / 3) % 8))
    const image = { height: 2, width: 8, data }
    // Eight columns become four, of which the inner two are kept: those of a stretch to [1, 4].
    const stretched = orThrow(fitImage(image, { size: [1, 4], fit: 'stretch' }))
    const cropped = orThrow(fitImage(image, { size: [1, 2] }))
    expect([cropped.height, cropped.width]).toEqual([1, 2])
    expect(cropped.data).toEqual(stretched.data.slice(3, 9))
  })

  it('crops slivers, whose covering size would be gigabytes, and refuses to stretch them', () => {
    const sliver = { height: 1_000_000, width: 1, data: new Uint8Array(3_000_000).fill(7) }
    const across = { ...sliver, height: 1, width: 1_000_000 }
    for (const image of [sliver, across]) {
      expect(orThrow(fitImage(image, { size: 32 })).data).toEqual(new Uint8Array(3 * 32 * 32).fill(7))
    }
    const error = leftOf(fitImage(sliver, { size: 224, fit: 'stretch' }))
    expect(error.code).toBe('format')
    expect(error.message).toBe("1 × 1000000 pixels can't be stretched to 224 × 224")
  })

  it.each<[FitOptions, string]>([
    [{ size: 0 }, 'size must be whole numbers of pixels from 1 to 16384, not 0'],
    [{ size: [4, 2.5] }, 'not 2.5'],
    [{ size: 20_000 }, 'not 20000'],
    [{ size: 4, fit: 'pad' as 'crop' }, 'fit must be "crop" or "stretch", not "pad"'],
  ])('refuses %j', (options, message) => {
    const error = leftOf(fitImage(imageOf(golden.source), options))
    expect(error.code).toBe('usage')
    expect(error.message).toContain(message)
  })

  it('refuses what is no image', () => {
    const error = leftOf(fitImage({ height: 2, width: 2, data: new Uint8Array(11) }, { size: 1 }))
    expect(error.message).toBe('images: 11 bytes are no image of 2 × 2 pixels')
  })
})
