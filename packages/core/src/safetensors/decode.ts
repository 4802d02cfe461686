import * as E from 'fp-ts/lib/Either.js'
import { PlanishError, toPlanishError } from '../errors.ts'
import type { Stored } from './dtypes.ts'
import { STORED } from './dtypes.ts'
import { duplicateKey } from './duplicateKey.ts'
import { METADATA } from './encode.ts'
import type { HostTensor } from './hostTensor.ts'

/** The content of a safetensors file. */
export interface Decoded {
  readonly tensors: Record<string, HostTensor>
  readonly metadata: Record<string, string>
}

interface Entry {
  readonly name: string
  readonly stored: Stored
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

type JsonObject = Readonly<Record<string, unknown>>

/** The number before the header that says how long it is. */
const LENGTH_BYTES = 8

const broken = (message: string): PlanishError =>
  new PlanishError(
    'format',
    `not a safetensors file: ${message}`,
    'the file is damaged or of another format: write or fetch it again',
  )

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isCounts = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isCount)

function headerText(bytes: Uint8Array): { readonly text: string; readonly end: number } {
  if (bytes.length < LENGTH_BYTES) throw broken(`it has ${bytes.length} bytes, too few for a header's length`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  const rest = bytes.length - LENGTH_BYTES
  if (length > rest) throw broken(`its header should have ${length} bytes, but only ${rest} follow`)
  const end = LENGTH_BYTES + Number(length)
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return { text: decoder.decode(bytes.subarray(LENGTH_BYTES, end)), end }
  } catch {
    throw broken('its header is not UTF-8')
  }
}

function headerObject(text: string): JsonObject {
  if (!text.startsWith('{')) throw broken('its header does not begin with {')
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch (error) {
    throw broken(`its header is not JSON: ${(error as SyntaxError).message}`)
  }
  if (!isObject(header)) throw broken('its header is not an object')
  const duplicate = duplicateKey(text)
  if (duplicate !== undefined) throw broken(`its header has the key "${duplicate}" twice in one object`)
  return header
}

function metadataOf(header: JsonObject): Record<string, string> {
  const metadata = Object.hasOwn(header, METADATA) ? header[METADATA] : {}
  if (!isObject(metadata)) throw broken('its metadata are not an object')
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      if (typeof value !== 'string') throw broken(`its metadata "${key}" is not a text`)
      return [key, value]
    }),
  )
}

function entryOf(name: string, info: unknown): Entry {
  if (!isObject(info)) throw broken(`the header's entry for "${name}" is not an object`)
  const { dtype, shape, data_offsets: offsets } = info
  const stored = typeof dtype === 'string' ? STORED.get(dtype) : undefined
  if (stored === undefined) {
    throw broken(`"${name}" has type ${JSON.stringify(dtype)}, not one of ${[...STORED.keys()].join(', ')}`)
  }
  if (!isCounts(shape)) throw broken(`"${name}" has shape ${JSON.stringify(shape)}`)
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw broken(`"${name}" has offsets ${JSON.stringify(offsets)}, not a begin and an end`)
  }
  const [begin, end] = offsets as readonly [number, number]
  const size = shape.reduce((product, length) => product * length, stored.size)
  if (end - begin !== size) {
    throw broken(
      `"${name}" of shape [${shape.join(', ')}] and type ${String(dtype)} needs ${size} bytes, its offsets ${begin} to ${end} give ${end - begin}`,
    )
  }
  return { name, stored, shape, begin, end }
}

/** The tensors must tile the data: no holes, no overlaps, nothing left over. */
function checkTiling(entries: readonly Entry[], length: number): void {
  let reached = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < reached) throw broken(`"${name}" begins at byte ${begin}, inside the data before it`)
    if (begin > reached) throw broken(`bytes ${reached} to ${begin}, before "${name}", belong to no tensor`)
    if (end > length) throw broken(`"${name}" ends at byte ${end}, but the file has ${length} bytes of data`)
    reached = end
  }
  if (reached < length) throw broken(`its last ${length - reached} bytes belong to no tensor`)
}

function readTensor({ name, stored, shape, begin, end }: Entry, data: Uint8Array): HostTensor {
  const bytes = new Uint8Array(end - begin) // a copy: aligned, and the caller's own
  bytes.set(data.subarray(begin, end))
  const tensor = stored.read(bytes, shape)
  if (tensor.dtype === 'bool' && bytes.some(byte => byte > 1)) {
    throw broken(`"${name}" is BOOL but holds bytes other than 0 and 1`)
  }
  return tensor
}

/**
 * The tensors and metadata of a safetensors file, copied out of its bytes.
 *
 * F16 and BF16 are widened to float32, exactly; I64 becomes a `BigInt64Array`. A file that doesn't follow the
 * format to the letter is a `format` error that says where: a header cut short or not JSON, a key twice, an
 * unknown type, a shape that doesn't fit its offsets, tensors that overlap, leave holes, or pass the end.
 *
 * @example
 * ```ts
 * import { safetensors } from '@planish/core'
 *
 * const bytes = safetensors.encode({ step: { dtype: 'float64', shape: [], data: Float64Array.of(7) } })
 * safetensors.decode(bytes) // right({ tensors: { step: … }, metadata: {} })
 * ```
 */
export const decode = (bytes: Uint8Array): E.Either<PlanishError, Decoded> =>
  E.tryCatch(() => {
    const { text, end } = headerText(bytes)
    const header = headerObject(text)
    const metadata = metadataOf(header)
    const entries = Object.entries(header)
      .filter(([name]) => name !== METADATA)
      .map(([name, info]) => entryOf(name, info))
    const data = bytes.subarray(end)
    checkTiling(entries, data.length)
    const tensors = Object.fromEntries(entries.map(entry => [entry.name, readTensor(entry, data)]))
    return { tensors, metadata }
  }, toPlanishError('format'))
