import { type Key, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import { type Dataset, size } from '../../dataset.ts'
import { noMatrix, tooFewClasses } from '../classConditional.ts'
import { decodeWith } from '../decodeWith.ts'
import { digestNumbers } from '../digestNumbers.ts'
import { digestField } from '../fields.ts'
import type { Noise } from '../noise.ts'
import { type Posterior, sameDigest, sourceOf } from '../sources.ts'
import { uniform53 } from '../uniform53.ts'
import { factorFor } from './level.ts'
import { flipProbability, type Margins, marginsOf, type PmdScaling, type PmdType, scaled } from './margins.ts'

/** What {@link pmd} takes: a rate or a factor, or neither. */
export interface PmdOptions {
  readonly type: PmdType
  /** The share of labels to be wrong, on average over draws: the factor is found. */
  readonly rate?: number
  /** What τ is scaled by, above 0; default 1. */
  readonly factor?: number
  /** Default `flip`. */
  readonly scaling?: PmdScaling
}

/** Labels mistaken where two classes are about as likely, see {@link pmd}. */
export interface PmdNoise extends PmdOptions {
  readonly kind: 'pmd'
  /** Fingerprint of η as float64; in a record. */
  readonly posterior?: string
}

/**
 * Polynomial margin diminishing noise (Zhang et al. 2021), of a posterior η(x) that is given to `corrupt`: an example
 * whose likeliest class is u and second likeliest s gets label s with probability τ, else u; with m = η_u − η_s,
 *
 * ```text
 * type I:    τ = ½ − ½ m²
 * type II:   τ = 1 − m³
 * type III:  τ = 1 − ⅓ (m³ + m² + m)
 * ```
 *
 * So where η's likeliest class is not the clean label, the label is wrong unless it comes back as s.
 *
 * A level is reached by a factor c: min(1, c τ) as the paper says (`scaling: 'flip'`). The authors' code divides
 * the probability of u instead, (1 − τ)/c (`'stay'`; its `noise_factor` is `factor`): that makes labels wrong
 * however sure η is of them, 30 % of the surest at the factor 1.43 of its CIFAR-10 labels.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, pmd } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 1000, dimension: 2, signal: 1, sigma: 1, key: random.key(0) }))
 * // P(class 1 | x) of the toy seen through unit noise: a logistic function of its first coordinate.
 * const posterior = Float64Array.from({ length: 2000 }, (_, at) => {
 *   const second = 1 / (1 + Math.exp(-2 * (clean.inputs[2 * (at >> 1)] ?? 0)))
 *   return at % 2 === 1 ? second : 1 - second
 * })
 * orThrow(corrupt(pmd({ type: 1, rate: 0.2 }), random.key(1), { posterior })(clean)).realisedMatrix
 * ```
 */
export const pmd = (options: PmdOptions): PmdNoise => ({ kind: 'pmd', ...options })

const schema = z.strictObject({
  kind: z.literal('pmd'),
  type: z.literal([1, 2, 3]),
  rate: z.exactOptional(z.number().check(z.gte(0), z.lte(1))),
  factor: z.exactOptional(z.number().check(z.gt(0))),
  scaling: z._default(z.enum(['flip', 'stay']), 'flip'),
  posterior: z.exactOptional(digestField()),
})

type Complete = z.infer<typeof schema>

/** For a softmax in float32. */
const SUM_TOLERANCE = 1e-3

const failed = (message: string, hint?: string): E.Either<PlanishError, never> =>
  E.left(new PlanishError('usage', `pmd noise: ${message}`, hint))

function checkPosterior(posterior: Posterior, dataset: Dataset): E.Either<PlanishError, Posterior> {
  const { classes } = dataset
  if (posterior.length !== size(dataset) * classes) {
    return failed(
      `a posterior of ${posterior.length} numbers is not of ${size(dataset)} examples and ${classes} classes`,
      'give [n, K] of this very data set, row by row',
    )
  }
  for (let index = 0; index < size(dataset); index++) {
    const row = Array.from(posterior.subarray(index * classes, (index + 1) * classes))
    const sum = row.reduce((total, p) => total + p, 0)
    if (!row.every(p => p >= 0) || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      return failed(
        `the posterior of example ${index} is no distribution: [${row.join(', ')}]`,
        'give probabilities: the softmax of logits',
      )
    }
  }
  return E.right(posterior)
}

/** The factor as given, or as the rate asks for. */
function factorOf(
  spec: Complete,
  labels: Int32Array,
  margins: Margins,
  taus: Float64Array,
): E.Either<PlanishError, number> {
  const { rate, factor = 1, scaling } = spec
  if (rate === undefined || labels.length === 0) return E.right(factor)
  const found = factorFor(rate, labels, margins, taus, scaling)
  return typeof found === 'number'
    ? E.right(found)
    : failed(
        `no factor makes ${rate} of the labels wrong: with this posterior it is ${found.from} to ${found.to}`,
        'ask for a rate between them',
      )
}

function draw(
  { labels, classes }: Dataset,
  spec: Complete,
  posterior: Posterior,
  key: Key,
): E.Either<PlanishError, Int32Array> {
  const margins = marginsOf(posterior, classes)
  // A margin above 1, where the row sums to a little more, would make τ negative.
  const taus = margins.margin.map(margin => flipProbability[spec.type](Math.min(1, margin)))
  const draws = uniform53(key, labels.length)
  return pipe(
    factorOf(spec, labels, margins, taus),
    E.map(factor =>
      labels.map((_, index) => {
        const flips = (draws[index] as number) < scaled[spec.scaling](taus[index] as number, factor)
        return (flips ? margins.second[index] : margins.first[index]) as number
      }),
    ),
  )
}

const oneLevel = (spec: Complete): E.Either<PlanishError, Complete> =>
  spec.rate !== undefined && spec.factor !== undefined
    ? failed('a rate and a factor are given', 'the factor of a rate is found: give one of them')
    : E.right(spec)

/** Checks a specification of PMD noise and makes it ready to draw from. */
export const pmdNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('pmd noise', schema),
    E.chain(oneLevel),
    E.map(spec => ({
      spec,
      matrix: noMatrix('pmd noise depends on the posterior of each example'),
      draw: (dataset, key, sources) => {
        const few = tooFewClasses('pmd noise', 2, dataset.classes)
        if (few !== undefined) return E.left(new PlanishError('usage', few))
        return pipe(
          sourceOf('pmd', 'posterior', sources),
          E.map(source => (typeof source === 'function' ? source(dataset) : source)),
          E.chain(posterior => checkPosterior(posterior, dataset)),
          E.bindTo('posterior'),
          E.bind('digest', ({ posterior }) =>
            sameDigest('pmd', 'posterior', spec.posterior, digestNumbers(Float64Array.from(posterior))),
          ),
          E.bind('labels', ({ posterior }) => draw(dataset, spec, posterior, key)),
          E.map(({ digest, labels }) => ({ spec: { ...spec, posterior: digest }, labels })),
        )
      },
    })),
  )
