import { type PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { type InflateOptions, MOST_INFLATED } from '../archive/limits.ts'
import { type NumberType, type NumericArray, readNumbers } from '../binary/numbers.ts'
import { brokenMat, COMPRESSED, elementsIn, type MatElement } from './matElements.ts'
import { classes, storedAs } from './matTypes.ts'
import { uncompress } from './uncompress.ts'

/** An array of numbers from a MATLAB file. */
export interface MatArray {
  /** At least two sides: a vector is 1×n or n×1. */
  readonly shape: readonly number[]
  /** Column-major, as MATLAB has it: the first index runs fastest. */
  readonly data: NumericArray
}

const HEADER = 128
const MATRIX = 14
const COMPLEX = 0x800
const INT32 = 5

/** A copy of an element's numbers, in the machine's byte order. */
function numbersOf({ content }: MatElement, type: NumberType, little: boolean): NumericArray {
  const { width } = type
  if (content.length % width !== 0)
    throw brokenMat(`${content.length} bytes are no numbers of ${width} bytes`)
  return readNumbers(content, type, little)
}

/** Numbers are often stored in a smaller type than the variable's own, which must hold each of them. */
function asClass(name: string, stored: NumericArray, own: NumberType): NumericArray {
  const converted = own.convert(stored)
  for (let at = 0; at < stored.length; at++) {
    const [before, after] = [Number(stored[at]), Number(converted[at])]
    if (after !== before && !Number.isNaN(before)) {
      throw brokenMat(`"${name}" stores ${stored[at]}, which its class does not hold`)
    }
  }
  return converted
}

/** A variable with its name, or nothing where it isn't an array of real numbers. */
function variableIn(matrix: Uint8Array, little: boolean): readonly [string, MatArray] | undefined {
  const elements = elementsIn(matrix, little)
  const next = (what: string): MatElement => {
    const { value, done } = elements.next()
    if (done === true) throw brokenMat(`truncated, a variable has no ${what}`)
    return value
  }
  const flags = next('flags').content
  if (flags.length < 8) throw brokenMat('a variable has no flags')
  const word = new DataView(flags.buffer, flags.byteOffset).getUint32(0, little)
  const own = classes[word & 0xff]
  if (own === undefined || word & COMPLEX) return undefined
  const sides = next('dimensions')
  if (sides.type !== INT32) throw brokenMat(`dimensions of type ${sides.type}`)
  const shape = Array.from(numbersOf(sides, storedAs[INT32] as NumberType, little), Number)
  const name = new TextDecoder().decode(next('name').content)
  const numbers = next('numbers')
  const type = storedAs[numbers.type]
  if (type === undefined) throw brokenMat(`"${name}" stores numbers of type ${numbers.type}`)
  const count = shape.reduce((product, side) => product * side, 1)
  if (shape.length < 2 || shape.some(side => side < 0) || count * type.width !== numbers.content.length) {
    throw brokenMat(
      `"${name}" of shape [${shape.join(', ')}] takes ${count * type.width} bytes, it has ${numbers.content.length}`,
    )
  }
  const stored = numbersOf(numbers, type, little)
  return [name, { shape, data: type === own ? stored : asClass(name, stored, own) }]
}

function byteOrder(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER) throw brokenMat(`${bytes.length} bytes are no header`)
  const mark = String.fromCharCode(...bytes.subarray(126, 128))
  const little = mark === 'IM'
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint16(124, little)
  if ((!little && mark !== 'MI') || version !== 0x0100) {
    throw brokenMat('not a file of version 5 (save it with -v7 or -v6; 7.3 is HDF5, which is not read)')
  }
  return little
}

function variables(bytes: Uint8Array, limit: number): Map<string, MatArray> {
  const little = byteOrder(bytes)
  const found = new Map<string, MatArray>()
  let room = limit
  for (const element of elementsIn(bytes.subarray(HEADER), little)) {
    let matrix = element
    if (element.type === COMPRESSED) {
      const inflated = uncompress(element.content, little, room)
      room -= inflated.length
      matrix = elementsIn(inflated, little).next().value
    }
    if (matrix.type !== MATRIX)
      throw brokenMat(`an element of type ${matrix.type} where a variable should be`)
    const variable = matrix.content.length === 0 ? undefined : variableIn(matrix.content, little)
    if (variable !== undefined) found.set(...variable)
  }
  return found
}

/**
 * The arrays of real numbers in a MATLAB file of version 5 (what `save` writes with `-v6` and `-v7`, and SciPy's
 * `savemat`), by their names, in the type that each has in MATLAB; logical ones are bytes of 0 and 1. Either byte
 * order, compressed or not. Texts, cells, structures, sparse and complex arrays are passed over.
 *
 * Source: MAT-File Format, MathWorks, chapter 1.
 *
 * @returns PlanishError `format`: of another version, truncated, a damaged or unknown element, a shape that does not
 * fit its numbers, a checksum that does not match, more than `limit` bytes when inflated
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { readMat } from '@planish/datasets'
 *
 * const labelsIn = (file: Uint8Array) => orThrow(readMat(file)).get('labels')?.data
 * ```
 */
export const readMat = (
  bytes: Uint8Array,
  { limit = MOST_INFLATED }: InflateOptions = {},
): E.Either<PlanishError, ReadonlyMap<string, MatArray>> =>
  E.tryCatch(() => variables(bytes, limit), toPlanishError('format'))
