/** Types of Thrift's compact protocol. */
const STOP = 0
const TRUE = 1
const FALSE = 2
const BYTE = 3
const I16 = 4
const I32 = 5
const I64 = 6
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const STRUCT = 12

/** Parquet's own structures are not half as deep. */
const MOST_DEPTH = 16

const broken = (what: string): Error => new Error(`its description is damaged: ${what}`)

/**
 * Where the structure of Thrift's compact protocol that begins at `offset` ends. It makes nothing of it: hyparquet,
 * which does, makes room for lists of any length, and takes a number of any length for one.
 */
export function structEnd(bytes: Uint8Array, offset: number): number {
  let at = offset
  const byte = (): number => {
    const value = bytes[at++]
    if (value === undefined) throw broken('it is cut off')
    return value
  }
  const varint = (most: number): number => {
    let value = 0
    for (let length = 0; ; length++) {
      if (length === most) throw broken('a number is too long')
      const part = byte()
      value += (part & 0x7f) * 2 ** (7 * length)
      if (part < 0x80) return value
    }
  }
  const skip = (length: number): void => {
    if (length > bytes.length - at) throw broken(`${length} bytes where ${bytes.length - at} are left`)
    at += length
  }
  const element = (type: number, depth: number): void => {
    if (type === BYTE) skip(1)
    else if (type === I16 || type === I32) varint(5)
    else if (type === I64) varint(10)
    else if (type === DOUBLE) skip(8)
    else if (type === BINARY) skip(varint(5))
    else if (type === LIST) list(depth)
    else if (type === STRUCT) struct(depth)
    else if (type !== TRUE && type !== FALSE) throw broken(`it has type ${type}`)
  }
  const list = (depth: number): void => {
    const head = byte()
    const type = head & 15
    const count = head >> 4 === 15 ? varint(5) : head >> 4
    // Each element takes a byte at least, in a list truth values too.
    if (count > bytes.length - at) throw broken(`a list of ${count} in ${bytes.length - at} bytes`)
    for (let index = 0; index < count; index++) element(type === TRUE || type === FALSE ? BYTE : type, depth)
  }
  const struct = (depth: number): void => {
    if (depth > MOST_DEPTH) throw broken('it is too deep')
    for (;;) {
      const head = byte()
      const type = head & 15
      if (type === STOP) return
      if (head >> 4 === 0) varint(5)
      element(type, depth + 1)
    }
  }
  struct(0)
  return at
}
