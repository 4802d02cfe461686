import type { NumericArray } from '../binary/numbers.ts'
import type { PickledArray, PickleKey, PickleValue } from './values.ts'

/** A name that a pickle refers to, one of those that are known here. It stands for no code. */
export class Global {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** An array between the two opcodes that make it: the memo may know it before it has its content. */
export class GrowingArray implements PickledArray {
  shape: readonly number[] = [0]
  dtype = 'uint8'
  data: NumericArray = new Uint8Array(0)
  #filled = false

  get filled(): boolean {
    return this.#filled
  }

  fill(shape: readonly number[], dtype: string, data: NumericArray): void {
    this.shape = shape
    this.dtype = dtype
    this.data = data
    this.#filled = true
  }
}

/** The type of an array's numbers, as NumPy writes it: `i8`, and the byte order apart. */
export class Dtype {
  readonly code: string
  little = true

  constructor(code: string) {
    this.code = code
  }
}

/** What tensors of PyTorch are views of: bytes that stand in a file of their own. */
export class Storage {
  readonly dtype: Dtype
  readonly bytes: Uint8Array

  constructor(dtype: Dtype, bytes: Uint8Array) {
    this.dtype = dtype
    this.bytes = bytes
  }
}

/** What stands on the stack while a pickle is read. */
export type Part =
  | PickleKey
  | Uint8Array
  | GrowingArray
  | Part[]
  | Map<PickleKey, Part>
  | Global
  | Dtype
  | Storage

/** Counts the bytes that a pickle has made; throws when they are more than a file of its length has use for. */
export type Spend = (bytes: number) => void

const MOST_DEPTH = 100

const childrenOf = (part: Part): Iterable<Part> =>
  Array.isArray(part) ? part : part instanceof Map ? part.values() : []

/** Why a part is no value that could be handed on, or nothing. */
function fault(part: Part): string | undefined {
  if (part instanceof Global) return `it holds ${part.name} itself`
  if (part instanceof Dtype) return 'it holds a dtype outside an array'
  if (part instanceof Storage) return 'it holds a storage outside a tensor'
  if (part instanceof GrowingArray && !part.filled) return 'it holds an array without content'
  return undefined
}

/**
 * The finished value, or why there is none: it must not contain itself, nor be so deep that a reader's recursion
 * overflows. Walked with a stack of its own, each shared part once.
 */
export function settle(root: Part): { readonly value: PickleValue } | { readonly fault: string } {
  const wrong = fault(root)
  if (wrong !== undefined) return { fault: wrong }
  /** Depth below a container that was walked; 0 while it is being walked. */
  const depths = new Map<Part, number>([[root, 0]])
  const path = [{ part: root, children: childrenOf(root)[Symbol.iterator](), below: 0 }]
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.children.next()
    if (next.done === true) {
      const depth = top.below + 1
      depths.set(top.part, depth)
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) parent.below = Math.max(parent.below, depth)
      if (depth > MOST_DEPTH) return { fault: `it is nested more than ${MOST_DEPTH} deep` }
      continue
    }
    const child = next.value
    const wrong = fault(child)
    if (wrong !== undefined) return { fault: wrong }
    if (!Array.isArray(child) && !(child instanceof Map)) continue
    const known = depths.get(child)
    if (known === 0) return { fault: 'it contains itself' }
    if (known !== undefined) top.below = Math.max(top.below, known)
    else {
      if (path.length > MOST_DEPTH) return { fault: `it is nested more than ${MOST_DEPTH} deep` }
      depths.set(child, 0)
      path.push({ part: child, children: childrenOf(child)[Symbol.iterator](), below: 0 })
    }
  }
  return { value: root as PickleValue }
}

/** What one memo entry or container takes, about. */
export const OVERHEAD = 64
