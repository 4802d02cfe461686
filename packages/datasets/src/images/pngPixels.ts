import { brokenPng, type PngParts } from './pngChunks.ts'

/** Every `stepX`-th pixel of every `stepY`-th row, from (`x`, `y`). */
interface Pass {
  readonly x: number
  readonly y: number
  readonly stepX: number
  readonly stepY: number
}

const whole: Pass = { x: 0, y: 0, stepX: 1, stepY: 1 }

/** Adam7: seven pictures, each finer than those before. */
const adam7: readonly Pass[] = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
]

interface Sized extends Pass {
  readonly columns: number
  readonly rows: number
  readonly bytesPerRow: number
}

/** The pictures that make up an image, those without pixels left out. */
function passes({ width, height, depth, colour, interlaced }: PngParts): Sized[] {
  return (interlaced ? adam7 : [whole])
    .map(pass => {
      const columns = Math.ceil((width - pass.x) / pass.stepX)
      const rows = Math.ceil((height - pass.y) / pass.stepY)
      return { ...pass, columns, rows, bytesPerRow: Math.ceil((columns * colour.channels * depth) / 8) }
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
}

/** How many bytes the compressed pixels must inflate to. */
export const inflatedSize = (parts: PngParts): number =>
  passes(parts).reduce((size, { rows, bytesPerRow }) => size + rows * (1 + bytesPerRow), 0)

/** Of the three neighbours the one nearest to left + above − corner. */
function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)]
  const toCorner = Math.abs(left + above - 2 * corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

/** Undoes a row's filter in place. `above` is the row before, undone already, or zeros. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, bytesPerPixel: number): void {
  if (filter > 4) throw brokenPng(`unknown filter ${filter} of a row`)
  if (filter === 0) return
  for (let at = 0; at < row.length; at++) {
    const left = at < bytesPerPixel ? 0 : (row[at - bytesPerPixel] as number)
    const over = above[at] as number
    const corner = at < bytesPerPixel ? 0 : (above[at - bytesPerPixel] as number)
    const predicted =
      filter === 1
        ? left
        : filter === 2
          ? over
          : filter === 3
            ? (left + over) >> 1
            : paeth(left, over, corner)
    row[at] = (row[at] as number) + predicted
  }
}

/** Reads the sample at a position of a row as a byte: of 16 bits the upper eight, of fewer their share of 255. */
function sampleReader({ depth, colour }: PngParts): (row: Uint8Array, position: number) => number {
  if (depth === 8) return (row, position) => row[position] as number
  if (depth === 16) return (row, position) => row[2 * position] as number
  const [most, perByte] = [2 ** depth - 1, 8 / depth]
  const factor = colour.indexed ? 1 : 255 / most
  return (row, position) => {
    const byte = row[Math.floor(position / perByte)] as number
    return ((byte >> (8 - depth * ((position % perByte) + 1))) & most) * factor
  }
}

/** Bytes [height, width, 3] of the inflated rows, which are overwritten. */
export function rgbOf(parts: PngParts, inflated: Uint8Array): Uint8Array {
  const { width, height, depth, colour, palette } = parts
  const { channels, indexed } = colour
  const pixels = new Uint8Array(width * height * 3)
  const bytesPerPixel = Math.ceil((channels * depth) / 8)
  const sample = sampleReader(parts)
  let at = 0
  for (const { x, y, stepX, stepY, columns, rows, bytesPerRow } of passes(parts)) {
    let above: Uint8Array = new Uint8Array(bytesPerRow)
    for (let line = 0; line < rows; line++) {
      const row = inflated.subarray(at + 1, at + 1 + bytesPerRow)
      unfilter(inflated[at] as number, row, above, bytesPerPixel)
      for (let column = 0; column < columns; column++) {
        const into = 3 * ((y + line * stepY) * width + x + column * stepX)
        const first = sample(row, column * channels)
        if (indexed && 3 * first >= palette.length) {
          throw brokenPng(`colour ${first} of a palette of ${palette.length / 3}`)
        }
        for (let c = 0; c < 3; c++) {
          pixels[into + c] = indexed
            ? (palette[3 * first + c] as number)
            : channels < 3
              ? first
              : sample(row, column * channels + c)
        }
      }
      above = row
      at += 1 + bytesPerRow
    }
  }
  return pixels
}
