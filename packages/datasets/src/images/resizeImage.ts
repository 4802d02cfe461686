import type { RgbImage } from './rgbImage.ts'

/** Pillow computes in whole numbers: weights carry 22 bits, so that 255 times their sum stays below 2³¹. */
const ONE = 2 ** 22
const HALF = 2 ** 21

/** An axis of an image that is resized to `after` pixels, of which `count` are wanted. */
export interface Axis {
  readonly after: number
  readonly from: number
  readonly count: number
}

/** What one pixel along an axis is made of. */
interface Taps {
  readonly from: number
  readonly weights: Int32Array
}

/** The triangle of bilinear interpolation, widened by the factor that the axis shrinks by. */
function tapsOf(before: number, { after, from: first, count }: Axis): Taps[] {
  const scale = before / after
  const reach = Math.max(1, scale)
  return Array.from({ length: count }, (_, at) => {
    const centre = (first + at + 0.5) * scale
    const from = Math.max(0, Math.trunc(centre - reach + 0.5))
    const to = Math.min(before, Math.trunc(centre + reach + 0.5))
    const raw = Float64Array.from({ length: to - from }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + from - centre + 0.5) * (1 / reach))),
    )
    let sum = 0
    for (const weight of raw) sum += weight
    return { from, weights: Int32Array.from(raw, weight => Math.trunc(0.5 + (weight / sum) * ONE)) }
  })
}

/** How the lines that are resampled lie in memory, in values. */
interface Lines {
  readonly count: number
  /** From one line to the next, before and after. */
  readonly before: number
  readonly after: number
  /** From one pixel of a line to the next. */
  readonly step: number
}

function resample(
  data: Uint8Array,
  taps: readonly Taps[],
  { count, before, after, step }: Lines,
): Uint8Array {
  const resampled = new Uint8Array(count * taps.length * 3)
  for (let line = 0; line < count; line++) {
    for (let at = 0; at < taps.length; at++) {
      const { from, weights } = taps[at] as Taps
      for (let c = 0; c < 3; c++) {
        let sum = HALF
        let next = line * before + from * step + c
        for (let k = 0; k < weights.length; k++) {
          sum += (weights[k] as number) * (data[next] as number)
          next += step
        }
        resampled[line * after + at * step + c] = Math.min(255, Math.max(0, sum >> 22))
      }
    }
  }
  return resampled
}

/**
 * Bilinear with antialiasing: the bits of Pillow's `Image.resize(size, BILINEAR)`, of which the wanted part alone is
 * computed. An axis that keeps its length is not resampled, rows come before columns, as there.
 */
export function resizeImage(image: RgbImage, rows: Axis, columns: Axis): RgbImage {
  const down = tapsOf(image.height, rows)
  // The rows that the wanted ones are made of.
  const first = down[0]?.from ?? 0
  const last = down.at(-1)
  const needed = (last === undefined ? first : last.from + last.weights.length) - first
  const stripe = image.data.subarray(3 * first * image.width, 3 * (first + needed) * image.width)
  const width = columns.count
  const across = resample(stripe, tapsOf(image.width, columns), {
    count: needed,
    before: 3 * image.width,
    after: 3 * width,
    step: 3,
  })
  const shifted = down.map(({ from, weights }) => ({ from: from - first, weights }))
  const data = resample(across, shifted, { count: width, before: 3, after: 3, step: 3 * width })
  return { width, height: rows.count, data }
}
