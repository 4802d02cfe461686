/** A picture on the host: bytes [height, width, 3], row-major, red first. */
export interface RgbImage {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}
