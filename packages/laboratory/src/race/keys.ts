import { type Key, random } from '@planish/core'

/** A key for each thing that is drawn, so that changing one leaves the others' draws as they were. */
export interface RaceKeys {
  readonly data: Key
  readonly noise: Key
  readonly init: Key
  readonly order: Key
  readonly weighed: Key
}

/** The keys of a race, all from its seed. */
export function raceKeys(seed: number): RaceKeys {
  const [data, noise, init, order, weighed] = random.split(random.key(seed), 5) as [Key, Key, Key, Key, Key]
  return { data, noise, init, order, weighed }
}
