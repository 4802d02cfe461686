import { type Key, random } from '@planish/core'

/** The keys that one seed gives a run, each for one purpose. */
export interface SeedKeys {
  readonly data: Key
  readonly noise: Key
  /** Which examples are for validation. */
  readonly split: Key
  /** Initial weights, order and draws. */
  readonly train: Key
  /** Which examples are measured. */
  readonly measure: Key
  /** Which examples are used at all, where not all are. */
  readonly subset: Key
}

/** The keys of a seed. */
export function seedKeys(seed: number): SeedKeys {
  const keys = random.split(random.key(seed), 6) as [Key, Key, Key, Key, Key, Key]
  const [data, noise, split, train, measure, subset] = keys
  return { data, noise, split, train, measure, subset }
}
