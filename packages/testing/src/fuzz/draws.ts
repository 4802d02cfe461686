import { type Key, random } from '@planish/core'

/** Random decisions, one after another; the same key makes the same ones. */
export interface Draws {
  /** A whole number from `from` to `to`, both included. */
  readonly whole: (from: number, to: number) => number
  readonly oneOf: <T>(choices: readonly T[]) => T
  readonly chance: (probability: number) => boolean
  /** `count` results of a drawing. */
  readonly list: <T>(count: number, draw: () => T) => T[]
  /** The numbers 0 … count − 1 in any order. */
  readonly permutation: (count: number) => number[]
  /** The length of an axis: often 1, mostly small and odd, now and then beyond what a vector register takes. */
  readonly length: () => number
  /** `rank` such lengths, of which all but small ones are left out once the tensor is large. */
  readonly shape: (rank: number) => number[]
  /** A seed for what follows. */
  readonly seed: () => number
}

const lengths = [1, 1, 2, 3, 3, 4, 5, 5, 7, 8, 9, 12, 17, 33]

/** Elements beyond which an axis more is short. */
const large = 300

export function drawsFrom(key: Key): Draws {
  let drawn = 0
  const word = (): number => random.bits(random.foldIn(key, drawn++), 1)[0] as number
  const whole = (from: number, to: number): number => from + (word() % (to - from + 1))
  const oneOf = <T>(choices: readonly T[]): T => choices[whole(0, choices.length - 1)] as T
  const list = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)
  const shape = (rank: number): number[] => {
    let size = 1
    return list(rank, () => {
      const length = size > large ? whole(1, 3) : oneOf(lengths)
      size *= length
      return length
    })
  }
  return {
    whole,
    oneOf,
    list,
    chance: probability => word() < probability * 2 ** 32,
    permutation: count => Array.from(random.permutation(random.key(word()), count)),
    length: () => oneOf(lengths),
    shape,
    seed: word,
  }
}
