import { PlanishError } from '@planish/core'

/** How large a picture may be. */
export interface DecodeOptions {
  /** Width times height; 2²⁵ (33.5 million) unless given. A file that states more is not decoded. */
  readonly maxPixels?: number
}

/** 5,792 × 5,792: a camera's picture. Decoding one takes about a gigabyte at its peak. */
export const MOST_PIXELS = 2 ** 25

/** A damaged image of this kind. */
export const brokenImage = (kind: string, message: string, hint?: string): PlanishError =>
  new PlanishError(
    'format',
    `${kind}: ${message}`,
    hint ?? 'the file is damaged, cut off or of another format',
  )

/** Refuses, before anything is decoded, what has no pixels or too many. */
export function checkSize(kind: string, width: number, height: number, most: number): void {
  if (width === 0 || height === 0) throw brokenImage(kind, `it is ${width} × ${height} pixels large`)
  if (width * height > most) {
    throw brokenImage(
      kind,
      `it is ${width} × ${height} pixels large, the limit is ${most} pixels`,
      'make it smaller, or raise maxPixels',
    )
  }
}
