import { type Key, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { checkDataset, type Dataset, size } from '../dataset.ts'
import { digestLabels } from '../digest.ts'
import { prepareNoise } from './kinds.ts'
import type { Drawn } from './noise.ts'
import { isNoisy, type NoisyDataset } from './noisyDataset.ts'
import { cleanWhereInside } from './openSet.ts'
import { realise } from './realised.ts'
import type { NoiseRecord } from './record.ts'
import type { NoiseSources } from './sources.ts'
import type { NoiseSpec } from './spec.ts'

const stillClean = (dataset: Dataset): E.Either<PlanishError, Dataset> =>
  isNoisy(dataset)
    ? E.left(
        new PlanishError(
          'usage',
          `"${dataset.name}" carries ${dataset.noise.spec.kind} noise already: noise is drawn once per data set`,
          'corrupt the clean data set instead',
        ),
      )
    : E.right(dataset)

function withBooks(dataset: Dataset, { spec, labels, replaced }: Drawn, key: Key): NoisyDataset {
  const cleanLabels = cleanWhereInside(dataset.labels, replaced?.outside)
  return {
    ...dataset,
    inputs: replaced?.inputs ?? dataset.inputs,
    labels,
    cleanLabels,
    ...realise(cleanLabels, labels, dataset.classes),
    noise: {
      spec,
      key,
      classes: dataset.classes,
      size: size(dataset),
      cleanLabels: digestLabels(dataset.labels),
    },
  }
}

/**
 * Draws label noise, once per data set: a pure function of the data, the specification and the key, and of what
 * `human`, `pmd` and `openSet` noise take besides ({@link NoiseSources}).
 *
 * Sub-sample first, corrupt after (human labels the other way round). Inputs are shared, not copied, unless noise
 * replaces some.
 *
 * @returns PlanishError `usage` when the specification is wrong, does not suit the data, what it takes besides is
 * missing or wrong, or the data set is noisy already; `format` when the parts of the data set do not fit together
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, symmetric } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 1000, dimension: 10, signal: 2, sigma: 1, key: random.key(0) }))
 * const noisy = orThrow(corrupt(symmetric({ rate: 0.3 }), random.key(1))(clean))
 * noisy.realisedMatrix // about [[0.7, 0.3], [0.3, 0.7]]
 * ```
 */
export const corrupt =
  (spec: NoiseSpec, key: Key, sources: NoiseSources = {}) =>
  (dataset: Dataset): E.Either<PlanishError, NoisyDataset> =>
    pipe(
      stillClean(dataset),
      E.chain(checkDataset),
      E.chain(() => prepareNoise(spec)),
      E.chain(noise => noise.draw(dataset, key, sources)),
      E.map(drawn => withBooks(dataset, drawn, key)),
    )

/**
 * Draws recorded noise again, on the same clean data set; of noise that took something besides it, with the same again.
 *
 * @returns PlanishError `usage` when the record was made on other data, and as {@link corrupt}
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, replay, symmetric } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * const noisy = orThrow(corrupt(symmetric({ rate: 0.2 }), random.key(1))(clean))
 * orThrow(replay(noisy.noise)(clean)).labels // noisy.labels again
 * ```
 */
export const replay =
  (record: NoiseRecord, sources: NoiseSources = {}) =>
  (dataset: Dataset): E.Either<PlanishError, NoisyDataset> => {
    const differences = [
      ...(record.size === size(dataset) ? [] : [`${record.size} examples, not ${size(dataset)}`]),
      ...(record.classes === dataset.classes ? [] : [`${record.classes} classes, not ${dataset.classes}`]),
    ]
    if (differences.length === 0 && record.cleanLabels !== digestLabels(dataset.labels)) {
      differences.push('other labels')
    }
    return differences.length === 0
      ? corrupt(record.spec, record.key, sources)(dataset)
      : E.left(
          new PlanishError(
            'usage',
            `the noise record was made on other data than "${dataset.name}": ${differences.join(', ')}`,
            'replay it on the clean data set it was drawn on, the same sub-sample included',
          ),
        )
  }
