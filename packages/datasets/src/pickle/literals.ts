import { latin1, refused } from './values.ts'

const MOST_DIGITS = 1024

/** A whole number, as a bigint only where a number does not hold it. */
const whole = (value: bigint): number | bigint => (BigInt.asIntN(54, value) === value ? Number(value) : value)

/** Two's complement, little-endian, of any length. */
export function longOf(bytes: Uint8Array): number | bigint {
  if (bytes.length > MOST_DIGITS) throw refused(`a whole number of ${bytes.length} bytes`)
  let value = 0n
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte)
  return whole(BigInt.asIntN(8 * bytes.length, value))
}

/** The decimal digits of protocol 0; `00` and `01` were its truth values. */
export function integerOf(line: Uint8Array): number | bigint | boolean {
  const text = latin1(line.subarray(0, MOST_DIGITS + 1)).trim()
  if (text === '00' || text === '01') return text === '01'
  const digits = text.replace(/L$/, '')
  if (line.length > MOST_DIGITS || !/^-?\d+$/.test(digits)) throw refused('a whole number that is none')
  return whole(BigInt(digits))
}

export function floatOf(line: Uint8Array): number {
  const text = latin1(line.subarray(0, MOST_DIGITS))
  const named: Readonly<Record<string, number>> = {
    nan: Number.NaN,
    inf: Number.POSITIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
  }
  const value = named[text] ?? Number(text)
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'nan')) throw refused('a number that is none')
  return value
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The bytes of a literal as Python 2 printed it, in quotes and with escapes. */
export function quotedBytes(line: Uint8Array): Uint8Array {
  const text = latin1(line).trim()
  const quote = text.charAt(0)
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) {
    throw refused('a text without its quotes')
  }
  const plain = text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, other: string) =>
      hex === undefined ? (ESCAPES[other] ?? other) : String.fromCharCode(Number.parseInt(hex, 16)),
    )
  return Uint8Array.from(plain, character => character.charCodeAt(0))
}

/** Python's `raw-unicode-escape`: Latin-1, with the other characters by their numbers. */
export const escapedText = (line: Uint8Array): string =>
  latin1(line).replace(
    /\\u([0-9a-fA-F]{4})|\\U(00[01][0-9a-fA-F]{5})/g,
    (whole, short: string | undefined, long: string | undefined) => {
      const code = Number.parseInt(short ?? long ?? '', 16)
      return code > 0x10ffff ? whole : String.fromCodePoint(code)
    },
  )

export function utf8(bytes: Uint8Array): string {
  try {
    // Python lets lone surrogates pass; no name or label has any.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw refused('a text that is not UTF-8')
  }
}
