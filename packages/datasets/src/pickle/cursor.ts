import { refused } from './values.ts'

const LINE_FEED = 0x0a

/** The bytes of a pickle, read one after the other; none beyond the end. */
export class Cursor {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** The place of the next `length` bytes, which are passed over. */
  #pass(length: number): number {
    const { at } = this
    if (length > this.#bytes.length - at) {
      throw refused(`truncated, ${length} bytes are stated at byte ${at}, ${this.#bytes.length - at} follow`)
    }
    this.at = at + length
    return at
  }

  byte(): number {
    return this.#view.getUint8(this.#pass(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.#pass(2), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#pass(4), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#pass(4), true)
  }

  /** A length; beyond 2⁵³ it is beyond any file, exact or not. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#pass(8), true))
  }

  /** Big-endian, alone of all. */
  float64(): number {
    return this.#view.getFloat64(this.#pass(8))
  }

  bytes(length: number): Uint8Array {
    const start = this.#pass(length)
    return this.#bytes.subarray(start, start + length)
  }

  /** The bytes up to the line feed, which is passed over. */
  line(): Uint8Array {
    const end = this.#bytes.indexOf(LINE_FEED, this.at)
    if (end < 0) throw refused(`truncated within the line at byte ${this.at}`)
    const line = this.bytes(end - this.at)
    this.at++
    return line
  }
}
