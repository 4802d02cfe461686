import { build, reduce } from './globals.ts'
import { escapedText, floatOf, integerOf, longOf, quotedBytes, utf8 } from './literals.ts'
import type { Machine } from './machine.ts'
import type { Part } from './parts.ts'
import { latin1, refused } from './values.ts'

type Opcode = (machine: Machine) => void

/** An opcode that pushes what follows it. */
const literal =
  (read: (cursor: Machine['cursor']) => Part): Opcode =>
  machine =>
    machine.push(read(machine.cursor))

const tuple =
  (count: number): Opcode =>
  machine =>
    machine.pushNew(machine.popMany(count))

/** Bytes handed on as a view; a length of which fits in 32 bits may be stored as a signed one. */
const bytesOf = (length: number, cursor: Machine['cursor']): Uint8Array => {
  if (length < 0) throw refused('a negative length')
  return cursor.bytes(length)
}

/**
 * The opcodes of protocols 0 to 5 that data are written with, by their bytes (`pickletools`, in Python's library).
 * Missing on purpose: instances, classes, extension codes, sets, out-of-band buffers.
 */
const byName = (): Readonly<Record<string, Opcode>> => ({
  '(': machine => machine.mark(),
  '0': machine => machine.discard(),
  '1': machine => void machine.popToMark(),
  '2': machine => machine.push(machine.top),

  N: literal(() => null),
  '\x88': literal(() => true),
  '\x89': literal(() => false),
  I: literal(cursor => integerOf(cursor.line())),
  J: literal(cursor => cursor.int32()),
  K: literal(cursor => cursor.byte()),
  M: literal(cursor => cursor.uint16()),
  L: literal(cursor => integerOf(cursor.line())),
  '\x8a': literal(cursor => longOf(cursor.bytes(cursor.byte()))),
  '\x8b': literal(cursor => longOf(bytesOf(cursor.int32(), cursor))),
  F: literal(cursor => floatOf(cursor.line())),
  G: literal(cursor => cursor.float64()),

  S: literal(cursor => quotedBytes(cursor.line())),
  T: literal(cursor => bytesOf(cursor.int32(), cursor)),
  U: literal(cursor => cursor.bytes(cursor.byte())),
  B: literal(cursor => cursor.bytes(cursor.uint32())),
  C: literal(cursor => cursor.bytes(cursor.byte())),
  '\x8e': literal(cursor => cursor.bytes(cursor.uint64())),
  '\x96': literal(cursor => cursor.bytes(cursor.uint64())),
  V: literal(cursor => escapedText(cursor.line())),
  X: literal(cursor => utf8(cursor.bytes(cursor.uint32()))),
  '\x8c': literal(cursor => utf8(cursor.bytes(cursor.byte()))),
  '\x8d': literal(cursor => utf8(cursor.bytes(cursor.uint64()))),

  ']': machine => machine.pushNew([]),
  l: machine => machine.pushNew(machine.popToMark()),
  a: machine => {
    const item = machine.pop()
    machine.appendTo(machine.top, [item])
  },
  e: machine => {
    const items = machine.popToMark()
    machine.appendTo(machine.top, items)
  },
  ')': machine => machine.pushNew([]),
  t: machine => machine.pushNew(machine.popToMark()),
  '\x85': tuple(1),
  '\x86': tuple(2),
  '\x87': tuple(3),
  '}': machine => machine.pushNew(new Map()),
  d: machine => machine.pushNew(machine.dictionary(machine.popToMark())),
  s: machine => {
    const item = machine.popMany(2)
    machine.setIn(machine.top, item)
  },
  u: machine => {
    const items = machine.popToMark()
    machine.setIn(machine.top, items)
  },

  g: machine => machine.recall(integerOf(machine.cursor.line())),
  h: machine => machine.recall(machine.cursor.byte()),
  j: machine => machine.recall(machine.cursor.uint32()),
  p: machine => machine.remember(integerOf(machine.cursor.line())),
  q: machine => machine.remember(machine.cursor.byte()),
  r: machine => machine.remember(machine.cursor.uint32()),
  '\x94': machine => machine.remember(),

  c: machine => machine.pushGlobal(latin1(machine.cursor.line()), latin1(machine.cursor.line())),
  '\x93': machine => {
    const [module = null, name = null] = machine.popMany(2)
    machine.pushGlobal(module, name)
  },
  R: machine => {
    const [callable, args] = machine.popMany(2)
    machine.pushNew(reduce(callable, args, machine.spend))
  },
  b: machine => {
    const state = machine.pop()
    build(machine.top, state, machine.spend)
  },
  Q: machine => machine.pushNew(machine.load(machine.pop())),

  // Frames are for readers of streams.
  '\x95': machine => void machine.cursor.uint64(),
  '\x80': machine => {
    const protocol = machine.cursor.byte()
    if (protocol > 5) throw refused(`protocol ${protocol}, read are 0 to 5`)
  },
})

const table: readonly (Opcode | undefined)[] = /* @__PURE__ */ (() => {
  const opcodes = byName()
  return Array.from({ length: 256 }, (_, code) => opcodes[String.fromCharCode(code)])
})()

const STOP = 0x2e

/** Runs the opcodes up to the one that stops. */
export function run(machine: Machine): void {
  for (;;) {
    const { at } = machine.cursor
    const code = machine.cursor.byte()
    if (code === STOP) return
    const opcode = table[code]
    if (opcode === undefined) {
      throw refused(
        `the opcode 0x${code.toString(16).padStart(2, '0')} at byte ${at} is not one that data needs`,
      )
    }
    opcode(machine)
  }
}
