import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { gunzipIfNeeded } from '../archive/gunzip.ts'

/** The arrays that an IDX file may hold. */
export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array

/** What an IDX file holds, row-major. */
export interface Idx {
  readonly shape: readonly number[]
  readonly data: IdxData
}

interface IdxType {
  readonly width: number
  readonly read: (view: DataView, count: number) => IdxData
}

const types: Readonly<Record<number, IdxType>> = {
  8: { width: 1, read: (view, n) => new Uint8Array(view.buffer, view.byteOffset, n).slice() },
  9: { width: 1, read: (view, n) => Int8Array.from({ length: n }, (_, i) => view.getInt8(i)) },
  11: { width: 2, read: (view, n) => Int16Array.from({ length: n }, (_, i) => view.getInt16(2 * i)) },
  12: { width: 4, read: (view, n) => Int32Array.from({ length: n }, (_, i) => view.getInt32(4 * i)) },
  13: { width: 4, read: (view, n) => Float32Array.from({ length: n }, (_, i) => view.getFloat32(4 * i)) },
  14: { width: 8, read: (view, n) => Float64Array.from({ length: n }, (_, i) => view.getFloat64(8 * i)) },
}

const wrong = (message: string, hint?: string): E.Either<PlanishError, never> =>
  E.left(new PlanishError('format', `IDX: ${message}`, hint))

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ')

function decodePlain(bytes: Uint8Array): E.Either<PlanishError, Idx> {
  if (bytes.length < 4) return wrong(`truncated, ${bytes.length} bytes are no header`)
  const [zero, alsoZero, code = 0, dimensions = 0] = bytes
  const type = types[code]
  if (zero !== 0 || alsoZero !== 0) {
    return wrong(
      `wrong magic number ${hex(bytes.subarray(0, 4))}`,
      'an IDX file begins with 00 00, a type (08 to 0e) and the number of dimensions',
    )
  }
  if (type === undefined) return wrong(`unknown element type 0x${hex(bytes.subarray(2, 3))}`)
  if (dimensions === 0) return wrong('wrong magic number, it states no dimensions')

  const header = 4 + 4 * dimensions
  if (bytes.length < header) {
    return wrong(`truncated, ${bytes.length} bytes end within the header of ${dimensions} dimensions`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis))
  const count = shape.reduce((product, side) => product * side, 1)
  const [stated, found] = [count * type.width, bytes.length - header]
  if (stated !== found) {
    const extent = `shape [${shape.join(', ')}] takes ${stated} bytes, ${found} follow the header`
    return wrong(
      found < stated ? `truncated, ${extent}` : `${found - stated} trailing bytes, ${extent}`,
      'the file is damaged or cut off: get it again',
    )
  }
  return E.right({
    shape,
    data: type.read(new DataView(bytes.buffer, bytes.byteOffset + header, found), count),
  })
}

/**
 * Reads an IDX file (the format of MNIST and its kin), gzipped or not: all six element types, big-endian as the
 * format is, in arrays of the machine's own byte order.
 *
 * @returns PlanishError `format`: wrong magic number, unknown type, truncated, trailing bytes, corrupted gzip
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { decodeIdx } from '@planish/datasets'
 *
 * const file = Uint8Array.of(0, 0, 0x0b, 1, 0, 0, 0, 2, 0, 1, 1, 0) // two 16-bit numbers
 * orThrow(decodeIdx(file)) // { shape: [2], data: Int16Array [1, 256] }
 * ```
 */
export const decodeIdx = (bytes: Uint8Array): E.Either<PlanishError, Idx> =>
  pipe(gunzipIfNeeded(bytes), E.chain(decodePlain))
