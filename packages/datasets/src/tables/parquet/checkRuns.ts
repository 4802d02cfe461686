/** A stream may hold a few values more than it is asked for: bit-packed ones come by eights. */
const SLACK = 512

/**
 * Walks through a stream of Parquet's run-length and bit-packing hybrid as far as `wanted` values go, and refuses
 * counts that hyparquet would believe: of values repeated beyond those wanted, of groups beyond the bytes there are.
 */
export function checkRuns(bytes: Uint8Array, offset: number, width: number, wanted: number): void {
  if (width > 32) throw new Error(`its values have ${width} bits`)
  let at = offset
  for (let seen = 0; seen < wanted && at < bytes.length; ) {
    let header = 0
    for (let shift = 0; ; shift += 7) {
      const part = bytes[at++]
      // hyparquet reads 32 bits; the sign would make a count negative, so 31 it is.
      if (part === undefined || shift > 28 || (shift === 28 && part > 7)) throw new Error('a run is damaged')
      header |= (part & 0x7f) << shift
      if (part < 0x80) break
    }
    const groups = header >>> 1
    const packed = (header & 1) === 1
    const count = packed ? 8 * groups : groups
    if (count > (packed ? wanted - seen + SLACK : wanted)) {
      throw new Error(`a run of ${count} where ${wanted} values are stored`)
    }
    at += packed ? groups * width : Math.ceil(width / 8)
    seen += count
  }
}
