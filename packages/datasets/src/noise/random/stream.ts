import { type Key, random } from '@planish/core'
import { uniform53 } from '../uniform53.ts'

const BLOCK = 64

/** Uniform draws in [0, 1), one after another, for when how many it takes is known only at the end. */
export function stream(key: Key): () => number {
  let block = uniform53(random.foldIn(key, 0), BLOCK)
  let blocks = 1
  let next = 0
  return () => {
    if (next === BLOCK) {
      block = uniform53(random.foldIn(key, blocks++), BLOCK)
      next = 0
    }
    return block[next++] as number
  }
}

/** A whole number in [0, n). */
export const below = (n: number, draw: () => number): number => Math.floor(n * draw())
