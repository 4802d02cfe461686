import type { Key, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import type { Dataset } from '../dataset.ts'
import { classConditional } from './classConditional.ts'
import { confusions, type NamedConfusions } from './confusions.ts'
import { decodeWith } from './decodeWith.ts'
import { counting, share } from './fields.ts'
import type { Noise } from './noise.ts'
import { type Counting, replacements } from './replacements.ts'

/** What {@link asymmetric} takes. */
export interface AsymmetricOptions {
  /** What each class is mistaken for: a data set's usual confusions by name, or the class that each class becomes. */
  readonly map: NamedConfusions | readonly number[]
  /** p in [0, 1]: how probable it is that a label of a class that can be mistaken is. */
  readonly rate: number
  /** Default `iid`; `exact`: exactly round(p·m) of the m labels whose class can be mistaken. */
  readonly count?: Counting
}

/** Labels mistaken for those of look-alikes, see {@link asymmetric}. */
export interface AsymmetricNoise extends AsymmetricOptions {
  readonly kind: 'asymmetric'
}

/**
 * Asymmetric label noise of rate p (Patrini et al. 2017): class i becomes map[i], T[i][i] = 1 − p, T[i][map[i]] = p;
 * a class that maps to itself keeps its labels, so the share of wrong ones is p times the share of the others.
 *
 * By name: `cifar10` (truck → automobile, bird → airplane, deer → horse, cat ↔ dog), `cifar100` (the next class
 * within the super-class), `mnist` (7 → 1, 2 → 7, 3 → 8, 5 ↔ 6). The classes of CIFAR-100 are not numbered by
 * super-class: code that takes blocks of five numbers for one confuses other classes.
 *
 * All are drawn from the clean labels in one go: where cat ↔ dog is done one class after the other on the same
 * array, cats that became dogs become cats again.
 *
 * @example
 * ```ts
 * import { asymmetric } from '@planish/datasets'
 *
 * asymmetric({ map: 'cifar10', rate: 0.4 })
 * asymmetric({ map: [1, 1, 0], rate: 0.2 }) // of three classes: 0 → 1, 2 → 0
 * ```
 */
export const asymmetric = (options: AsymmetricOptions): AsymmetricNoise => ({
  kind: 'asymmetric',
  ...options,
})

const schema = z.strictObject({
  kind: z.literal('asymmetric'),
  map: z.union([z.enum(['cifar10', 'cifar100', 'mnist']), z.array(z.int().check(z.gte(0)))]),
  rate: share(),
  count: counting(),
})

type Complete = z.infer<typeof schema>

const mapOf = ({ map }: Complete): readonly number[] => (typeof map === 'string' ? confusions[map] : map)

function fault(spec: Complete, classes: number): string | undefined {
  const map = mapOf(spec)
  const name = typeof spec.map === 'string' ? `asymmetric noise of ${spec.map}` : 'asymmetric noise'
  if (map.length !== classes) return `${name} is for ${map.length} classes, there are ${classes}`
  const from = map.findIndex(to => to >= classes)
  return from < 0
    ? undefined
    : `${name}: class ${from} can't become ${map[from]}, there are ${classes} classes`
}

const matrix = (spec: Complete): number[][] =>
  mapOf(spec).map((to, i, { length }) =>
    Array.from({ length }, (_, j) => (j === i ? (to === i ? 1 : 1 - spec.rate) : j === to ? spec.rate : 0)),
  )

function draw({ labels }: Dataset, spec: Complete, key: Key): Int32Array {
  const map = mapOf(spec)
  const able: number[] = []
  for (const [index, label] of labels.entries()) if (map[label] !== label) able.push(index)
  const replaced = replacements(able.length, spec, key)
  const noisy = labels.slice()
  for (const [position, index] of able.entries()) {
    if (replaced[position] === 1) noisy[index] = map[labels[index] as number] as number
  }
  return noisy
}

/** Checks a specification of asymmetric noise and makes it ready to draw from. */
export const asymmetricNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('asymmetric noise', schema),
    E.map(spec =>
      classConditional(spec, {
        fault: classes => fault(spec, classes),
        matrix: () => matrix(spec),
        draw: (dataset, key) => draw(dataset, spec, key),
      }),
    ),
  )
