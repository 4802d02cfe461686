import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Axis, resizeImage } from './resizeImage.ts'
import type { RgbImage } from './rgbImage.ts'

/** How images of any size become images of one. */
export interface FitOptions {
  /** The side of a square, or [height, width]; in pixels. */
  readonly size: number | readonly [height: number, width: number]
  /**
   * `crop` (unless given): made as small as still covers the size, then cut to its centre. `stretch`: made exactly
   * as large, whatever its proportions.
   */
  readonly fit?: 'crop' | 'stretch'
}

const MOST_SIDE = 2 ** 14

/** [height, width], or what is wrong with them. */
export function sidesOf({
  size,
  fit = 'crop',
}: FitOptions): E.Either<PlanishError, readonly [number, number]> {
  const [height, width] = typeof size === 'number' ? [size, size] : size
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < 1 || side > MOST_SIDE) {
      const message = `images: size must be whole numbers of pixels from 1 to ${MOST_SIDE}, not ${side}`
      return E.left(new PlanishError('usage', message))
    }
  }
  if (fit !== 'crop' && fit !== 'stretch') {
    return E.left(
      new PlanishError('usage', `images: fit must be "crop" or "stretch", not ${JSON.stringify(fit)}`),
    )
  }
  return E.right([height, width])
}

/** To the nearest whole number, a half to the even one, as Python rounds. */
function rounded(x: number): number {
  const down = Math.floor(x)
  return x - down === 0.5 ? down + (down % 2) : Math.round(x)
}

/** All of an axis, resized to `after` pixels. */
const all = (after: number): Axis => ({ after, from: 0, count: after })

/** The centre of an axis resized to `after` pixels. */
const centre = (after: number, count: number): Axis => ({ after, from: rounded((after - count) / 2), count })

const MOST_BETWEEN = 2 ** 27

/** The image in a size that has been checked. */
export function fitted(
  image: RgbImage,
  [height, width]: readonly [number, number],
  fit: FitOptions['fit'],
): E.Either<PlanishError, RgbImage> {
  if (fit === 'stretch') {
    if (image.height * width > MOST_BETWEEN) {
      const message = `${image.width} × ${image.height} pixels can't be stretched to ${width} × ${height}`
      return E.left(new PlanishError('format', message, 'fit: "crop" can'))
    }
    return E.right(resizeImage(image, all(height), all(width)))
  }
  const wide = image.width * height >= image.height * width // as wide as the size, or wider
  return E.right(
    wide
      ? resizeImage(
          image,
          all(height),
          centre(Math.max(width, Math.trunc((height * image.width) / image.height)), width),
        )
      : resizeImage(
          image,
          centre(Math.max(height, Math.trunc((width * image.height) / image.width)), height),
          all(width),
        ),
  )
}

/**
 * An image in another size: bilinear with antialiasing, the bits of Pillow's `resize` (2.0 and later). `crop` to a
 * square is torchvision's `Resize(size)` and `CenterCrop(size)` on Pillow's images.
 *
 * @returns PlanishError `usage` when the size or `fit` is none, `format` when a sliver would be stretched to gigabytes
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { fitImage } from '@planish/datasets'
 *
 * const image = { height: 1, width: 2, data: Uint8Array.of(0, 0, 0, 200, 100, 50) }
 * orThrow(fitImage(image, { size: 1, fit: 'stretch' })).data // Uint8Array [100, 50, 25]
 * ```
 */
export function fitImage(image: RgbImage, options: FitOptions): E.Either<PlanishError, RgbImage> {
  const { width, height, data } = image
  if (!(width >= 1 && height >= 1) || data.length !== width * height * 3) {
    const message = `images: ${data.length} bytes are no image of ${width} × ${height} pixels`
    return E.left(new PlanishError('usage', message))
  }
  return pipe(
    sidesOf(options),
    E.chain(sides => fitted(image, sides, options.fit)),
  )
}
