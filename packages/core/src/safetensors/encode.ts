import { PlanishError } from '../errors.ts'
import { STORED_NAME } from './dtypes.ts'
import type { HostTensor } from './hostTensor.ts'

/** The entry of the header that isn't a tensor. */
export const METADATA = '__metadata__'

/** The header's length is a 64-bit number before it; the data begin at a multiple of this. */
const ALIGNMENT = 8

const sorted = <V>(record: Readonly<Record<string, V>>): [string, V][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

/** An object of fields that are JSON already, in this order: a JavaScript object would put numeric names first. */
const orderedJson = (fields: readonly (readonly [string, string])[]): string =>
  `{${fields.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`

function checkTensor(name: string, { dtype, shape, data }: HostTensor): void {
  if (name === METADATA) {
    throw new PlanishError('usage', `no tensor can be named ${METADATA}: the format uses that name itself`)
  }
  const size = shape.reduce((product, length) => product * length, 1)
  if (size !== data.length || !shape.every(length => Number.isSafeInteger(length) && length >= 0)) {
    throw new PlanishError('usage', `${name} has shape [${shape.join(', ')}] and ${data.length} numbers`)
  }
  if (dtype === 'bool' && data.some(truth => truth > 1)) {
    throw new PlanishError('usage', `${name} is bool but holds numbers other than 0 and 1`)
  }
}

/**
 * A safetensors file of the tensors, and of text as metadata. The same content always gives the same bytes: the
 * header's names are sorted; the data stand by falling size of their numbers, then by name, so that each tensor
 * is aligned to its type. Every type of {@link HostTensor} can be written.
 *
 * @throws PlanishError `usage` when a tensor's shape doesn't fit its data, a bool is neither 0 nor 1, or a name is
 * `__metadata__`
 * @example
 * ```ts
 * import { safetensors } from '@planish/core'
 *
 * safetensors.encode({ bias: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } }, { step: '7' })
 * ```
 */
export function encode(
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const named = sorted(tensors)
  const stored = named.toSorted(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT)
  let end = 0
  const offsets = new Map<string, readonly [number, number]>()
  for (const [name, tensor] of stored) {
    checkTensor(name, tensor)
    const begin = end
    end += tensor.data.byteLength
    offsets.set(name, [begin, end])
  }

  const header = new TextEncoder().encode(
    orderedJson([
      ...(Object.keys(metadata).length > 0
        ? [
            [
              METADATA,
              orderedJson(sorted(metadata).map(([key, text]) => [key, JSON.stringify(text)])),
            ] as const,
          ]
        : []),
      ...named.map(([name, { dtype, shape }]) => {
        const info = { dtype: STORED_NAME[dtype], shape, data_offsets: offsets.get(name) }
        return [name, JSON.stringify(info)] as const
      }),
    ]),
  )

  const headerLength = Math.ceil(header.length / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(8 + headerLength + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, 8, 8 + headerLength) // the format pads with spaces
  bytes.set(header, 8)
  for (const [name, { data }] of stored) {
    const [begin] = offsets.get(name) as readonly [number, number]
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + headerLength + begin)
  }
  return bytes
}
