import { encode } from 'fast-png'
import type { SheetRow } from './contactSheet.ts'
import type { Drawing, RgbImage } from './rgbImage.ts'

type Colour = readonly [red: number, green: number, blue: number]

const paper: Colour = [255, 254, 252]
const wrong: Colour = [224, 79, 10]
const smallestTile = 56
const frame = 4
const gap = 4

const paint = (width: number, height: number): RgbImage => {
  const canvas = { width, height, data: new Uint8Array(3 * width * height) }
  fill(canvas, 0, 0, width, height, paper)
  return canvas
}

function fill(
  canvas: RgbImage,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) canvas.data.set(colour, 3 * (y * canvas.width + x))
  }
}

/** Each pixel as a square of `scale` pixels. */
function place(canvas: RgbImage, image: RgbImage, left: number, top: number, scale: number): void {
  for (let y = 0; y < image.height * scale; y++) {
    for (let x = 0; x < image.width * scale; x++) {
      const from = 3 * (Math.floor(y / scale) * image.width + Math.floor(x / scale))
      canvas.data.set(image.data.subarray(from, from + 3), 3 * ((top + y) * canvas.width + left + x))
    }
  }
}

/** A triangle in the upper right corner. */
function corner(canvas: RgbImage, right: number, top: number, side: number, colour: Colour): void {
  for (let y = 0; y < side; y++) fill(canvas, right - side + y, top + y, side - y, 1, colour)
}

/** PNG of one image. */
export const imagePng = ({ width, height, data }: RgbImage): Uint8Array =>
  encode({ width, height, data, channels: 3, depth: 8 })

/**
 * A contact sheet as PNG: a row for each class, wrong labels framed and with a marked corner, so that not only the
 * colour tells them.
 */
export function sheetPng(rows: readonly SheetRow[], { width, height, draw }: Drawing): Uint8Array {
  const scale = Math.max(1, Math.ceil(smallestTile / Math.max(width, height)))
  const columns = Math.max(1, ...rows.map(({ shown }) => shown.length))
  const [tileWidth, tileHeight] = [width * scale + 2 * frame, height * scale + 2 * frame]
  const canvas = paint(gap + columns * (tileWidth + gap), gap + rows.length * (tileHeight + gap))
  for (const [row, { shown }] of rows.entries()) {
    for (const [column, { index, wronglyFor }] of shown.entries()) {
      const [left, top] = [gap + column * (tileWidth + gap), gap + row * (tileHeight + gap)]
      if (wronglyFor !== undefined) fill(canvas, left, top, tileWidth, tileHeight, wrong)
      place(canvas, draw(index), left + frame, top + frame, scale)
      if (wronglyFor !== undefined) {
        corner(canvas, left + tileWidth, top, Math.round(Math.min(tileWidth, tileHeight) / 4), wrong)
      }
    }
  }
  return imagePng(canvas)
}
