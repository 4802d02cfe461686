import { type PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { Machine } from './machine.ts'
import { run } from './opcodes.ts'
import { type Part, settle } from './parts.ts'
import { type PickleValue, refused } from './values.ts'

/** A pickle may make this much of each of its bytes: numbers are copied once or twice, small things take more. */
const MOST_PER_BYTE = 64
const ALWAYS = 65536

const noStorages = (): never => {
  throw refused('it refers to things outside itself')
}

/** The value of a pickle, with what its persistent ids stand for; throws. `size` is of all that it may copy from. */
export function readValue(
  bytes: Uint8Array,
  size: number,
  load: (id: Part) => Part = noStorages,
): PickleValue {
  let room = ALWAYS + MOST_PER_BYTE * size
  const spend = (taken: number): void => {
    room -= taken
    if (room < 0) throw refused(`${size} bytes that grow beyond ${MOST_PER_BYTE} times as many`)
  }
  const machine = new Machine(bytes, spend, load)
  run(machine)
  const settled = settle(machine.result())
  if ('fault' in settled) throw refused(settled.fault)
  return settled.value
}

/**
 * The data in a pickle, of any of Python's protocols (0 to 5): numbers, texts, bytes, lists, tuples, dictionaries,
 * and NumPy's arrays and scalars. Nothing of it is run: a pickle is a program, of which only the opcodes and the few
 * names that data are made with are known here. Any other is an error that says its name.
 *
 * @returns PlanishError `format`: an unknown name or opcode, truncated, an array that does not fit its content, a
 * value that contains itself or is nested more than 100 deep, one that grows beyond 64 times its file
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { unpickle } from '@planish/datasets'
 *
 * orThrow(unpickle(new TextEncoder().encode('(lp0\nI1\naI2\na.'))) // [1, 2]
 * unpickle(new TextEncoder().encode("cos\nsystem\n(S'ls'\ntR."))._tag // 'Left'
 * ```
 */
export const unpickle = (bytes: Uint8Array): E.Either<PlanishError, PickleValue> =>
  E.tryCatch(() => readValue(bytes, bytes.length), toPlanishError('format'))
