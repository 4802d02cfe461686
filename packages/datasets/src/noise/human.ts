import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import type { Dataset } from '../dataset.ts'
import { digestLabels } from '../digest.ts'
import { checkLabels } from '../labels.ts'
import { noMatrix } from './classConditional.ts'
import { decodeWith } from './decodeWith.ts'
import { digestField } from './fields.ts'
import type { Noise } from './noise.ts'
import { type HumanLabels, sameDigest, sourceOf } from './sources.ts'

/** What {@link human} takes. */
export interface HumanOptions {
  /** What the labels are called where they come from, for readers: `CIFAR-10N worse`. */
  readonly name?: string
}

/** Labels that people gave, see {@link human}. */
export interface HumanNoise extends HumanOptions {
  readonly kind: 'human'
  /** Fingerprint of the labels; in a record. */
  readonly labels?: string
}

/**
 * Human label noise: the labels that people gave (CIFAR-10N and -100N, Wei et al. 2022), which are given to `corrupt`
 * beside the clean ones that their file holds. Those must be the data set's own, in its order. Nothing is drawn.
 *
 * Corrupt the whole data set, then sub-sample: a part keeps its book-keeping. A record holds the labels' digest, so
 * to replay it takes them again.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, human } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 3, dimension: 2, signal: 1, sigma: 1, key: random.key(0) }))
 * const labels = clean.labels.map(label => 1 - label) // people who were always wrong
 * orThrow(corrupt(human({ name: 'contrarians' }), random.key(0), { human: { labels, cleanLabels: clean.labels } })(clean))
 * ```
 */
export const human = (options: HumanOptions = {}): HumanNoise => ({ kind: 'human', ...options })

const schema = z.strictObject({
  kind: z.literal('human'),
  name: z.exactOptional(z.string()),
  labels: z.exactOptional(digestField()),
})

function fault({ labels, cleanLabels }: HumanLabels, dataset: Dataset): string | undefined {
  const { length } = dataset.labels
  if (labels.length !== length || cleanLabels.length !== length) {
    return `${labels.length} labels and ${cleanLabels.length} clean ones are not for the ${length} examples of "${dataset.name}"`
  }
  const differing = dataset.labels.findIndex((label, index) => label !== cleanLabels[index])
  if (differing >= 0) {
    return `example ${differing} of "${dataset.name}" has label ${dataset.labels[differing]}, beside the human label its clean label is ${cleanLabels[differing]}: another order, or other examples`
  }
  return checkLabels(labels, dataset.classes)
}

const suited = (given: HumanLabels, dataset: Dataset): E.Either<PlanishError, Int32Array> => {
  const wrong = fault(given, dataset)
  return wrong === undefined
    ? E.right(given.labels.slice())
    : E.left(
        new PlanishError(
          'usage',
          `human noise: ${wrong}`,
          'corrupt the whole clean data set, in the order of its files, and sub-sample after',
        ),
      )
}

/** Checks a specification of human noise and makes it ready. */
export const humanNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('human noise', schema),
    E.map(spec => ({
      spec,
      matrix: noMatrix('human labels are what they are'),
      draw: (dataset, _, sources) =>
        pipe(
          sourceOf('human', 'human', sources),
          E.chain(given => suited(given, dataset)),
          E.bindTo('labels'),
          E.bind('digest', ({ labels }) => sameDigest('human', 'labels', spec.labels, digestLabels(labels))),
          E.map(({ labels, digest }) => ({ spec: { ...spec, labels: digest }, labels })),
        ),
    })),
  )
