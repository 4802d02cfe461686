import { Cursor } from './cursor.ts'
import { globalOf, keyOf } from './globals.ts'
import { OVERHEAD, type Part, type Spend } from './parts.ts'
import { type PickleKey, refused } from './values.ts'

/** A pickle being read: its bytes, the stack and the memo that its opcodes work on. */
export class Machine {
  readonly cursor: Cursor
  readonly spend: Spend
  /** What a persistent id stands for. */
  readonly load: (id: Part) => Part
  readonly #stack: Part[] = []
  readonly #marks: number[] = []
  readonly #memo = new Map<number, Part>()

  constructor(bytes: Uint8Array, spend: Spend, load: (id: Part) => Part) {
    this.cursor = new Cursor(bytes)
    this.spend = spend
    this.load = load
  }

  get top(): Part {
    const top = this.#stack.at(-1)
    // Below a mark there is nothing for an opcode to take.
    if (top === undefined || this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw refused('an empty stack')
    return top
  }

  push(part: Part): void {
    this.#stack.push(part)
  }

  /** A container or an array of its own. */
  pushNew(part: Part): void {
    this.spend(OVERHEAD)
    this.#stack.push(part)
  }

  pop(): Part {
    const { top } = this
    this.#stack.pop()
    return top
  }

  /** The last `count`, in the order that they were pushed in. */
  popMany(count: number): Part[] {
    const popped = Array.from({ length: count }, () => this.pop())
    return popped.reverse()
  }

  mark(): void {
    this.#marks.push(this.#stack.length)
  }

  /** All that was pushed since the last mark. */
  popToMark(): Part[] {
    const mark = this.#marks.pop()
    if (mark === undefined) throw refused('a mark that was not set')
    return this.#stack.splice(mark)
  }

  /** Whatever was last: a mark or a part. */
  discard(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop()
    else this.pop()
  }

  remember(index: number | bigint | boolean = this.#memo.size): void {
    if (typeof index !== 'number' || index < 0) throw refused('a place in the memo that is none')
    this.spend(OVERHEAD)
    this.#memo.set(index, this.top)
  }

  recall(index: number | bigint | boolean): void {
    const part = typeof index === 'number' ? this.#memo.get(index) : undefined
    if (part === undefined) throw refused(`the memo holds nothing at ${index}`)
    this.#stack.push(part)
  }

  pushGlobal(module: Part, name: Part): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw refused('a name that is no text')
    this.#stack.push(globalOf(module, name))
  }

  appendTo(list: Part, items: readonly Part[]): void {
    if (!Array.isArray(list)) throw refused('items for what is no list')
    for (const item of items) list.push(item)
  }

  setIn(dictionary: Part, items: readonly Part[]): void {
    if (!(dictionary instanceof Map) || items.length % 2 !== 0)
      throw refused('items for what is no dictionary')
    this.spend(OVERHEAD * (items.length / 2))
    for (let at = 0; at < items.length; at += 2) {
      dictionary.set(keyOf(items[at] as Part), items[at + 1] as Part)
    }
  }

  dictionary(items: readonly Part[]): Map<PickleKey, Part> {
    const dictionary = new Map<PickleKey, Part>()
    this.setIn(dictionary, items)
    return dictionary
  }

  /** What is left in the end: one part and no more. */
  result(): Part {
    const result = this.pop()
    if (this.#stack.length > 0 || this.#marks.length > 0) throw refused('it ends with more than one value')
    return result
  }
}
