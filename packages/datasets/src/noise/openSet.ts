import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import { checkDataset, type Dataset, size, valuesPerExample } from '../dataset.ts'
import { noMatrix } from './classConditional.ts'
import { decodeWith } from './decodeWith.ts'
import { digestNumbers } from './digestNumbers.ts'
import { counting, digestField, share } from './fields.ts'
import type { Drawn, Noise } from './noise.ts'
import type { NoisyDataset } from './noisyDataset.ts'
import { type Counting, replacements } from './replacements.ts'
import { sameDigest, sourceOf } from './sources.ts'

/** What {@link openSet} takes. */
export interface OpenSetOptions {
  /** p in [0, 1]: the share of examples whose inputs are replaced. */
  readonly rate: number
  /** Default `iid`. */
  readonly count?: Counting
}

/** Examples of no class under labels of the classes, see {@link openSet}. */
export interface OpenSetNoise extends OpenSetOptions {
  readonly kind: 'openSet'
  /** Fingerprint of the other data set's inputs; in a record. */
  readonly others?: string
}

/** The clean label of an example that is of none of the classes. */
const NO_CLASS = -1

/**
 * Open-set label noise of rate p (Wang et al. 2018): the inputs of a share p of the examples are replaced by those of
 * another data set, which is given to `corrupt`; the labels stay, and are wrong whatever they say. Such an
 * example's clean label is −1, so the mask has it, and no row of the realised matrix: {@link openSetMask}.
 *
 * The other data set has inputs of the same shape and type, divided by the same scale. No example of it comes twice
 * where there are as many as in the data set. With one key, what a lower rate replaces a higher rate replaces
 * too, by the same example.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, openSet, openSetMask } from '@planish/datasets'
 *
 * const toy = (seed: number, signal: number) =>
 *   orThrow(gaussianToy({ size: 100, dimension: 3, signal, sigma: 1, key: random.key(seed) }))
 * const noise = openSet({ rate: 0.2, count: 'exact' })
 * const noisy = orThrow(corrupt(noise, random.key(2), { others: toy(1, 9) })(toy(0, 1)))
 * openSetMask(noisy) // 20 ones
 * ```
 */
export const openSet = (options: OpenSetOptions): OpenSetNoise => ({ kind: 'openSet', ...options })

/**
 * 1 where an example is of none of the classes, see {@link openSet}.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, openSetMask, symmetric } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 4, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * openSetMask(orThrow(corrupt(symmetric({ rate: 0.5 }), random.key(1))(clean))) // zeros: labels alone are wrong
 * ```
 */
export const openSetMask = ({ cleanLabels }: NoisyDataset): Uint8Array =>
  Uint8Array.from(cleanLabels, label => (label === NO_CLASS ? 1 : 0))

/** Clean labels, of the examples that are of a class at all. */
export const cleanWhereInside = (labels: Int32Array, outside: Uint8Array | undefined): Int32Array =>
  outside === undefined ? labels : labels.map((label, index) => (outside[index] === 1 ? NO_CLASS : label))

const schema = z.strictObject({
  kind: z.literal('openSet'),
  rate: share(),
  count: counting(),
  others: z.exactOptional(digestField()),
})

type Complete = z.infer<typeof schema>

function fault(dataset: Dataset, others: Dataset): string | undefined {
  const shapes = [dataset, others].map(({ inputShape }) => `[${inputShape.join(', ')}]`)
  if (shapes[0] !== shapes[1]) {
    return `"${others.name}" has inputs of shape ${shapes[1]}, "${dataset.name}" of ${shapes[0]}`
  }
  if (dataset.inputs instanceof Uint8Array !== others.inputs instanceof Uint8Array) {
    return `one of "${others.name}" and "${dataset.name}" holds bytes, the other floats`
  }
  if (dataset.scale.divide !== others.scale.divide) {
    return `"${others.name}" is divided by ${others.scale.divide}, "${dataset.name}" by ${dataset.scale.divide}`
  }
  return size(others) === 0 ? `"${others.name}" is empty` : undefined
}

const suited = (dataset: Dataset, others: Dataset): E.Either<PlanishError, Dataset> => {
  const wrong = fault(dataset, others)
  return wrong === undefined
    ? E.right(others)
    : E.left(
        new PlanishError(
          'usage',
          `open-set noise: ${wrong}`,
          'bring the other inputs to the data set’s shape and scale',
        ),
      )
}

function draw(
  dataset: Dataset,
  spec: Complete,
  others: Dataset,
  key: Key,
): Pick<Drawn, 'labels' | 'replaced'> {
  const [which, what] = random.split(key) as [Key, Key]
  const outside = replacements(size(dataset), spec, which)
  const order = random.permutation(what, size(others))
  const width = valuesPerExample(dataset.inputShape)
  const inputs = dataset.inputs.slice()
  for (const [index, replaced] of outside.entries()) {
    if (replaced === 0) continue
    const other = order[index % order.length] as number
    inputs.set(others.inputs.subarray(other * width, (other + 1) * width), index * width)
  }
  return { labels: dataset.labels, replaced: { inputs, outside } }
}

/** Checks a specification of open-set noise and makes it ready to draw from. */
export const openSetNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('open-set noise', schema),
    E.map(spec => ({
      spec,
      matrix: noMatrix('open-set noise makes inputs wrong, not labels'),
      draw: (dataset, key, sources) =>
        pipe(
          sourceOf('openSet', 'others', sources),
          E.chain(checkDataset),
          E.chain(others => suited(dataset, others)),
          E.bindTo('others'),
          E.bind('digest', ({ others }) =>
            sameDigest('openSet', 'inputs of the other data set', spec.others, digestNumbers(others.inputs)),
          ),
          E.map(({ others, digest }) => ({
            spec: { ...spec, others: digest },
            ...draw(dataset, spec, others, key),
          })),
        ),
    })),
  )
