import { sha256Hex } from '../digest.ts'

/** A fingerprint of numbers as they lie in memory, little-endian wherever JavaScript runs. */
export const digestNumbers = ({
  buffer,
  byteOffset,
  byteLength,
}: Uint8Array | Float32Array | Float64Array): string =>
  `sha256:${sha256Hex(new Uint8Array(buffer, byteOffset, byteLength))}`
