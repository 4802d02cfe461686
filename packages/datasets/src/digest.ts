import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** SHA-256 in hexadecimal. In JavaScript, for `crypto.subtle` is asynchronous and missing on plain HTTP. */
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes))

/**
 * A fingerprint of labels: SHA-256 of them as little-endian int32, as `sha256:` and hexadecimal digits.
 *
 * @example
 * ```ts
 * import { digestLabels } from '@planish/datasets'
 *
 * digestLabels(Int32Array.of(0, 1, 2)).slice(0, 7) // 'sha256:'
 * ```
 */
export function digestLabels(labels: Int32Array): string {
  const view = new DataView(new ArrayBuffer(labels.length * 4))
  for (const [index, label] of labels.entries()) view.setInt32(index * 4, label, true)
  return `sha256:${sha256Hex(new Uint8Array(view.buffer))}`
}
