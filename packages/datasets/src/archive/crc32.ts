/** Row k holds what k bytes of zeros make of the checksum of each byte. */
const tables: readonly [Int32Array, Int32Array, Int32Array, Int32Array] = /* @__PURE__ */ (() => {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc
  })
  const next = (table: Int32Array): Int32Array =>
    table.map(crc => (crc >>> 8) ^ (first[crc & 0xff] as number))
  const second = next(first)
  const third = next(second)
  return [first, second, third, next(third)]
})()

/** The checksum of gzip and ZIP (CRC-32 of IEEE 802.3), four bytes a step. */
export function crc32(bytes: Uint8Array): number {
  const [one, two, three, four] = tables
  let crc = -1
  let at = 0
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    crc =
      (four[crc & 0xff] as number) ^
      (three[(crc >>> 8) & 0xff] as number) ^
      (two[(crc >>> 16) & 0xff] as number) ^
      (one[crc >>> 24] as number)
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (one[(crc ^ (bytes[at] as number)) & 0xff] as number)
  return ~crc >>> 0
}
