import { type Key, random } from '@planish/core'

const TWO_26 = 2 ** 26
const TWO_53 = 2 ** 53

/**
 * `size` uniform draws in [0, 1) with all the digits of a float64: multiples of 2⁻⁵³, from 64 random bits each. For
 * draws from probabilities of which some are too small for float32's 2⁻²³.
 */
export function uniform53(key: Key, size: number): Float64Array {
  const words = random.bits(key, 2 * size)
  return Float64Array.from(
    { length: size },
    (_, i) => (((words[2 * i] as number) >>> 5) * TWO_26 + ((words[2 * i + 1] as number) >>> 6)) / TWO_53,
  )
}
