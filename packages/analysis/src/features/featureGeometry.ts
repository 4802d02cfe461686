import type { Tree } from '@planish/core'
import { scoped, tidy } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { batchOf, size, toTensors } from '@planish/datasets'
import type { Model } from '@planish/grad'
import { applyWithHead } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { rowsOverDataset } from '../examples/overDataset.ts'
import { expectSome } from '../expectations.ts'
import { type HostMatrix, rowOf } from '../hostMatrix.ts'
import { effectiveRank, numericalRank, singularValues } from './spectrum.ts'

/** What J-SAM regularises, and how many directions features take. */
export interface FeatureGeometry {
  /** ‖v‖_F of the head's kernel. */
  readonly headNorm: number
  /** ‖z_i‖ of every example's features, the head's input. */
  readonly featureNorms: Float64Array
  /** Of the features [n, d], from the largest on. */
  readonly singularValues: Float64Array
  /** {@link effectiveRank} of the features. */
  readonly effectiveRank: number
  /** {@link numericalRank} of the features. */
  readonly numericalRank: number
}

/**
 * The features z that a model gives to every example, [n, d]: the head's input, flattened where it has positions.
 *
 * @throws PlanishError `model` if the model has no dense head
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { mlp } from '@planish/models'
 * import { predictFeatures } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 9, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = mlp({ inputShape: [3], hidden: [4], classes: 2 })
 * const features = await predictFeatures(model, model.init(random.key(1)), toy) // 36 values in 4 columns
 * ```
 */
export const predictFeatures = <P extends Tree>(
  model: Model<P>,
  params: P,
  dataset: Dataset,
): Promise<HostMatrix> =>
  rowsOverDataset(dataset, inputs =>
    tidy(() => {
      const { features } = applyWithHead(model, params, inputs)
      return tf.clone(tf.reshape(features, [inputs.shape[0] as number, -1]))
    }),
  )

/**
 * Norms of a network's head and features, and the rank of the features over a data set: what norm regularisation and, in
 * a two-layer linear net, J-SAM hold down (Baek, Kolter & Raghunathan 2024). The Gram matrix is made on the host,
 * n·d·min(n, d) multiplications: thousands of examples with hundreds of features take seconds.
 *
 * @throws PlanishError `model` if the model has no dense head, `usage` if features are not finite or there is no example
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { mlp } from '@planish/models'
 * import { featureGeometry } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 9, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = mlp({ inputShape: [3], hidden: [4], classes: 2 })
 * const { headNorm, effectiveRank } = await featureGeometry(model, model.init(random.key(1)), toy)
 * ```
 */
export async function featureGeometry<P extends Tree>(
  model: Model<P>,
  params: P,
  dataset: Dataset,
): Promise<FeatureGeometry> {
  const examples = size(dataset)
  expectSome('featureGeometry', examples)
  const features = await predictFeatures(model, params, dataset)
  const sigma = singularValues(features)
  return {
    headNorm: await headNorm(model, params, dataset),
    featureNorms: Float64Array.from({ length: examples }, (_, i) => Math.hypot(...rowOf(features, i))),
    singularValues: sigma,
    effectiveRank: effectiveRank(sigma),
    numericalRank: numericalRank(sigma),
  }
}

/** ‖v‖_F: which kernel is the head's shows when the model is applied, to one example. */
const headNorm = <P extends Tree>(model: Model<P>, params: P, dataset: Dataset): Promise<number> =>
  scoped(async own => {
    const { inputs, labels } = toTensors(batchOf(dataset, [0]))
    own([inputs, labels])
    const norm = own(tidy(() => tf.norm(applyWithHead(model, params, inputs).kernel)))
    return (await norm.data())[0] as number
  })
