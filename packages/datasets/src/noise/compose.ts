import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import type { Dataset } from '../dataset.ts'
import { decodeWith } from './decodeWith.ts'
import type { Drawn, Noise } from './noise.ts'
import type { NoiseSources } from './sources.ts'
import type { NoiseSpec } from './spec.ts'

/** Several noises, one after the other, see {@link compose}. */
export interface ComposedNoise {
  readonly kind: 'compose'
  readonly noises: readonly Exclude<NoiseSpec, ComposedNoise>[]
}

/**
 * Several noises, one after the other: each takes the labels (and inputs) that the one before it left. The i-th draws
 * with the i-th key of `random.split(key, count)`. Mask and realised matrix are of them all: from the clean labels to
 * the last. Where each has a transition matrix, the whole has their product, the first at the left.
 *
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { asymmetric, compose, symmetric, transitionMatrix } from '@planish/datasets'
 *
 * const noise = compose(asymmetric({ map: [1, 0], rate: 0.3 }), symmetric({ rate: 0.1 }))
 * orThrow(transitionMatrix(noise, 2)) // about [[0.66, 0.34], [0.34, 0.66]]
 * ```
 */
export const compose = (...noises: ComposedNoise['noises']): ComposedNoise => ({ kind: 'compose', noises })

const schema = z.strictObject({
  kind: z.literal('compose'),
  noises: z.array(z.unknown()).check(z.minLength(1)),
})

const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] =>
  a.map(row => row.map((_, j) => row.reduce((sum, p, k) => sum + p * (b[k]?.[j] ?? 0), 0)))

/** Which examples are of no class, of two accounts of it. */
const either = (a: Uint8Array | undefined, b: Uint8Array): Uint8Array =>
  a === undefined ? b : b.map((outside, index) => (outside === 1 || a[index] === 1 ? 1 : 0))

/** Draws one more noise after those before. */
const after =
  (dataset: Dataset, noise: Noise, key: Key, sources: NoiseSources) =>
  (before: Drawn): E.Either<PlanishError, Drawn> =>
    pipe(
      noise.draw(
        { ...dataset, labels: before.labels, inputs: before.replaced?.inputs ?? dataset.inputs },
        key,
        sources,
      ),
      E.map(({ spec, labels, replaced }) => {
        const both =
          replaced === undefined
            ? before.replaced
            : { inputs: replaced.inputs, outside: either(before.replaced?.outside, replaced.outside) }
        return { spec, labels, ...(both === undefined ? {} : { replaced: both }) }
      }),
    )

/** A specification of one noise: what a part of a composition may be. */
type Single = ComposedNoise['noises'][number]

const isSingle = (spec: NoiseSpec): spec is Single => spec.kind !== 'compose'

const single = (spec: NoiseSpec): E.Either<PlanishError, Single> =>
  isSingle(spec)
    ? E.right(spec)
    : E.left(new PlanishError('usage', 'a composition within a composition', 'list all its noises in one'))

/** Kinds whose labels come from the posterior or from people, whatever labels they are handed. */
const beginning: readonly Single['kind'][] = ['pmd', 'human']

/** What would throw the noise before it away may only come first. */
const inPlace = (specs: readonly Single[]): E.Either<PlanishError, readonly Single[]> => {
  const late = specs.slice(1).find(({ kind }) => beginning.includes(kind))
  return late === undefined
    ? E.right(specs)
    : E.left(
        new PlanishError(
          'usage',
          `${late.kind} noise after another: it does not look at the labels that are there, so the other would be lost`,
          'put it first',
        ),
      )
}

function composed(noises: readonly Noise[], specs: readonly Single[]): Noise {
  return {
    spec: { kind: 'compose', noises: specs },
    matrix: classes =>
      pipe(
        noises,
        E.traverseArray(noise => noise.matrix(classes)),
        E.map(matrices => matrices.slice(1).reduce<number[][]>(product, matrices[0] ?? [])),
      ),
    draw: (dataset, key, sources) => {
      const keys = random.split(key, noises.length)
      const drawnSpecs: NoiseSpec[] = []
      let drawn: E.Either<PlanishError, Drawn> = E.right({
        spec: { kind: 'compose', noises: specs },
        labels: dataset.labels,
      })
      for (const [position, noise] of noises.entries()) {
        drawn = E.chain(after(dataset, noise, keys[position] as Key, sources))(drawn)
        if (E.isRight(drawn)) drawnSpecs.push(drawn.right.spec)
      }
      return pipe(
        drawn,
        E.map(last => ({ ...last, spec: { kind: 'compose', noises: drawnSpecs.filter(isSingle) } })),
      )
    },
  }
}

/** Checks a composition, its parts by `prepare`, and makes it ready to draw from. */
export const composedNoise =
  (prepare: (input: unknown) => E.Either<PlanishError, Noise>) =>
  (input: unknown): E.Either<PlanishError, Noise> =>
    pipe(
      input,
      decodeWith('composed noise', schema),
      E.chain(({ noises }) =>
        pipe(
          noises,
          E.traverseArray(noise => prepare(noise)),
        ),
      ),
      E.bindTo('noises'),
      E.bind('specs', ({ noises }) =>
        pipe(
          noises,
          E.traverseArray(({ spec }) => single(spec)),
          E.chain(inPlace),
        ),
      ),
      E.map(({ noises, specs }) => composed(noises, specs)),
    )
