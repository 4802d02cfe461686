import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import { batchOf } from '../../batching/hostBatch.ts'
import { type Dataset, valuesPerExample } from '../../dataset.ts'
import { sha256Hex } from '../../digest.ts'
import { noMatrix, tooFewClasses } from '../classConditional.ts'
import { decodeWith } from '../decodeWith.ts'
import { digestNumbers } from '../digestNumbers.ts'
import { classAt } from '../drawRows.ts'
import { digestField, share } from '../fields.ts'
import type { Noise } from '../noise.ts'
import { sameDigest } from '../sources.ts'
import { uniform53 } from '../uniform53.ts'
import { columnsOf, instanceProbabilities } from './instanceProbabilities.ts'

/** What {@link instanceDependent} takes. */
export interface InstanceDependentOptions {
  /** τ in [0, 1], about which the examples' own rates lie. */
  readonly rate: number
  /** Their standard deviation before they are cut to [0, 1], above 0; default 0.1, as in the paper. */
  readonly deviation?: number
}

/** Labels that what an example looks like makes wrong, see {@link instanceDependent}. */
export interface InstanceDependentNoise extends InstanceDependentOptions {
  readonly kind: 'instance'
  /** Fingerprint of the inputs; in a record. */
  readonly inputs?: string
}

/**
 * Instance-dependent label noise (Xia et al. 2020, algorithm 2). Each example has its own rate,
 * q ~ N(τ, 0.1²) cut to [0, 1], and its features say what it is mistaken for: W_y ~ N(0, 1), one [d, K] for each
 * class y, and
 *
 * ```text
 * P(noisy j | x, y) = q · softmax(x W_y, without class y)_j,   P(noisy y | x, y) = 1 − q
 * ```
 *
 * x is the example as a network sees it, scaled, in one row. The cut moves the mean: at τ = 0.1 it is 0.13, at 0 it
 * is 0.08, as in the authors' code. With many features one class takes nearly all of the softmax.
 *
 * @example
 * ```ts
 * import { instanceDependent } from '@planish/datasets'
 *
 * instanceDependent({ rate: 0.4 })
 * ```
 */
export const instanceDependent = (options: InstanceDependentOptions): InstanceDependentNoise => ({
  kind: 'instance',
  ...options,
})

const schema = z.strictObject({
  kind: z.literal('instance'),
  rate: share(),
  deviation: z._default(z.number().check(z.gt(0)), 0.1),
  inputs: z.exactOptional(digestField()),
})

type Complete = z.infer<typeof schema>

/** Each example's rate of noise. */
function ratesOf({ rate, deviation }: Complete, size: number, key: Key): Float64Array {
  const draws = random.truncatedNormal(key, -rate / deviation, (1 - rate) / deviation, size)
  return Float64Array.from(draws, draw => Math.min(1, Math.max(0, rate + deviation * draw)))
}

/** Class by class: the weights of one are as many as the values of an example times the classes. */
function draw(dataset: Dataset, spec: Complete, key: Key): Int32Array {
  const { labels, classes, inputShape } = dataset
  const [ofRates, ofWeights, ofLabels] = random.split(key, 3) as [Key, Key, Key]
  const rates = ratesOf(spec, labels.length, ofRates)
  const draws = uniform53(ofLabels, labels.length)
  const noisy = labels.slice()
  const members = Array.from({ length: classes }, () => [] as number[])
  for (const [index, label] of labels.entries()) members[label]?.push(index)
  for (const [label, indices] of members.entries()) {
    if (indices.length === 0) continue
    const weights = random.normal(random.foldIn(ofWeights, label), valuesPerExample(inputShape) * classes)
    const columns = columnsOf(weights, classes)
    for (const index of indices) {
      const { inputs } = batchOf(dataset, [index])
      const probabilities = instanceProbabilities(inputs, columns, label, rates[index] as number, classes)
      noisy[index] = classAt(probabilities, draws[index] as number)
    }
  }
  return noisy
}

/** Of what the noise is drawn by: the values as they are scaled, example by example. */
const digestOfInputs = ({ inputs, inputShape, scale: { divide, mean } }: Dataset): string =>
  `sha256:${sha256Hex(new TextEncoder().encode(JSON.stringify([digestNumbers(inputs), inputShape, divide, mean])))}`

/** Values that are not finite give no probabilities. */
function finite({ name, inputs, inputShape }: Dataset): E.Either<PlanishError, void> {
  const at = inputs instanceof Uint8Array ? -1 : inputs.findIndex(value => !Number.isFinite(value))
  if (at < 0) return E.right(undefined)
  const example = Math.floor(at / valuesPerExample(inputShape))
  return E.left(
    new PlanishError(
      'usage',
      `instance noise: example ${example} of "${name}" holds ${inputs[at]}, which is not finite`,
    ),
  )
}

/** Checks a specification of instance-dependent noise and makes it ready to draw from. */
export const instanceDependentNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('instance noise', schema),
    E.map(spec => ({
      spec,
      matrix: noMatrix('instance noise depends on the inputs'),
      draw: (dataset, key) => {
        const few = tooFewClasses('instance noise', 2, dataset.classes)
        if (few !== undefined) return E.left(new PlanishError('usage', few))
        return pipe(
          finite(dataset),
          E.chain(() => sameDigest('instance', 'inputs', spec.inputs, digestOfInputs(dataset))),
          E.map(inputs => ({ spec: { ...spec, inputs }, labels: draw(dataset, spec, key) })),
        )
      },
    })),
  )
