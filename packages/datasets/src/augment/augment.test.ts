import { disposeTree, random } from '@planish/core'
import { tensor1d, zeros } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Move } from './augmentation.ts'
import { cutMix } from './cutMix.ts'
import { cutout } from './cutout.ts'
import { horizontalFlip } from './horizontalFlip.ts'
import { mixup } from './mixup.ts'
import { normalise } from './normalise.ts'
import { randAugment } from './randAugment.ts'
import { randomCrop } from './randomCrop.ts'

const key = random.key(2)
const count = 2_000
const frame = { count, height: 4, width: 5 }

/** The sources of each image by themselves, from 0 within the image, −1 outside. */
function imagesOf(move: Move | undefined): number[][] {
  const sources = move?.(key, frame) ?? new Int32Array()
  return Array.from({ length: count }, (_, image) =>
    Array.from(sources.subarray(image * 20, (image + 1) * 20), source =>
      source < 0 ? -1 : source - image * 20,
    ),
  )
}

const at = (row: number, column: number): number => row * 5 + column

/** How often each image comes, and that none comes much more or less often than it should. */
function expectEven(images: readonly number[][], kinds: readonly number[][]): void {
  const counts = new Map(kinds.map(kind => [kind.join(), 0]))
  for (const image of images) counts.set(image.join(), (counts.get(image.join()) ?? Number.NaN) + 1)
  expect(counts.size).toBe(kinds.length)
  const mean = count / kinds.length
  for (const of of counts.values()) expect(Math.abs(of - mean)).toBeLessThan(5 * Math.sqrt(mean))
}

const image = (source: (row: number, column: number) => number): number[] =>
  [0, 1, 2, 3].flatMap(row => [0, 1, 2, 3, 4].map(column => source(row, column)))

const steps = [-1, 0, 1]

describe('randomCrop', () => {
  it('moves by every distance up to the padding, equally often, and leaves zeros', () => {
    const kinds = steps.flatMap(down =>
      steps.map(right =>
        image((row, column) => {
          const [y, x] = [row - down, column - right]
          return y < 0 || y > 3 || x < 0 || x > 4 ? -1 : at(y, x)
        }),
      ),
    )
    expectEven(imagesOf(randomCrop({ padding: 1 }).move), kinds)
  })

  it('or mirrors what is outside, without repeating the edge', () => {
    const rows = [1, 0, 1, 2, 3, 2]
    const columns = [1, 0, 1, 2, 3, 4, 3]
    const kinds = steps.flatMap(down =>
      steps.map(right =>
        image((row, column) => at(rows[row - down + 1] as number, columns[column - right + 1] as number)),
      ),
    )
    expectEven(imagesOf(randomCrop({ padding: 1, pad: 'reflect' }).move), kinds)
  })

  it.each([0, -1, 0.5])('throws at padding %d', padding => {
    expect(() => randomCrop({ padding })).toThrow('whole number above 0')
  })

  it('throws where an image is too small to be mirrored so far', () => {
    expect(() => randomCrop({ padding: 4, pad: 'reflect' }).move?.(key, frame)).toThrow('4×5')
  })
})

describe('horizontalFlip', () => {
  it('mirrors half of the images', () => {
    const kinds = [image(at), image((row, column) => at(row, 4 - column))]
    expectEven(imagesOf(horizontalFlip().move), kinds)
  })

  it.each([0, 1])('or, with probability %d, none or all', probability => {
    const [first = []] = imagesOf(horizontalFlip({ probability }).move)
    expect(first).toEqual(image((row, column) => at(row, probability === 1 ? 4 - column : column)))
    expect(new Set(imagesOf(horizontalFlip({ probability }).move).map(String)).size).toBe(1)
  })

  it('throws at what is no probability', () => {
    expect(() => horizontalFlip({ probability: 1.5 })).toThrow('in [0, 1], not 1.5')
  })
})

describe('cutout', () => {
  it('takes a square about every pixel equally often, as far as it lies inside', () => {
    const kinds = image(at).map(centre => {
      const [top, left] = [Math.floor(centre / 5) - 1, (centre % 5) - 1]
      const cut = (row: number, column: number): boolean =>
        row >= top && row < top + 3 && column >= left && column < left + 3
      return image((row, column) => (cut(row, column) ? -1 : at(row, column)))
    })
    expectEven(imagesOf(cutout({ size: 3 }).move), kinds)
  })

  it('throws at size 0', () => {
    expect(() => cutout({ size: 0 })).toThrow('whole number above 0')
  })
})

describe('options that are none', () => {
  it.each([
    [() => normalise({ mean: 0, std: 0 }), 'deviations above 0'],
    [() => normalise({ mean: [Number.NaN], std: 1 }), 'finite means'],
    [() => randAugment({ operations: 0 }), 'number of operations'],
    [() => randAugment({ magnitude: 31 }), 'magnitude'],
    [() => randAugment({ range: [1, 0] }), 'black 1 is not below white 0'],
    [() => mixup({ alpha: 0 }), 'alpha'],
    [() => cutMix({ alpha: Number.NaN }), 'alpha'],
  ])('throw: %s', (make, message) => {
    expect(make).toThrow(message)
  })

  it('throw in use: what has no channels, or other ones', () => {
    const flat = { inputs: zeros([2, 4]), labels: tensor1d([0, 1], 'int32') }
    const grey = { inputs: zeros([2, 4, 4, 1]), labels: flat.labels }
    expect(() => horizontalFlip()(key)(flat)).toThrow('[batch, height, width, channels], not [2, 4]')
    expect(() => randAugment()(key)(flat)).toThrow('[2, 4]')
    expect(() => cutMix({ alpha: 1 })(key)(flat)).toThrow('[2, 4]')
    expect(() => normalise({ mean: [1, 2, 3], std: 1 })()(grey)).toThrow('3 numbers as mean of 1 channels')
    disposeTree([flat.inputs, flat.labels, grey.inputs])
  })
})
