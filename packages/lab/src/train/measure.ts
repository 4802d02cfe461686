import { accuracy, medianAmong, predict, upWeighting } from '@planish/analysis'
import type { Key, Tree } from '@planish/core'
import { random, scoped, tidy } from '@planish/core'
import type { Dataset, NoisyDataset } from '@planish/datasets'
import { size, subset } from '@planish/datasets'
import type { Batch, Model, Objective } from '@planish/grad'
import { applyWithHead } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import type { EpochMetrics } from '../run/record.ts'
import { maskOf } from './maskOf.ts'
import { wholeBatch } from './wholeBatch.ts'

/** What a run measures on; all but the test set are as noisy as each other. */
export interface MeasuredData {
  readonly train: Dataset | NoisyDataset
  /** Training examples that up-weighting and norms are measured on, as one batch. */
  readonly weighed: Dataset | NoisyDataset
  readonly validation: Dataset
  readonly test: Dataset
}

/** At most `count` examples of a data set, drawn by a key. */
export const sample =
  (count: number, key: Key) =>
  <D extends Dataset>(dataset: D): D =>
    count >= size(dataset)
      ? dataset
      : subset(random.permutation(key, size(dataset)).slice(0, count).sort())(dataset)

/** The figures of {@link EpochMetrics} that come from looking at a model. */
export type Measurement = Pick<
  EpochMetrics,
  'test' | 'validation' | 'cleanTrain' | 'noisyTrain' | 'upWeighting' | 'norms'
>

async function upWeightingOf<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  mask: Uint8Array,
  rho: number,
): Promise<EpochMetrics['upWeighting']> {
  const ratios = await upWeighting(objective, params, batch, rho)
  return { clean: medianAmong(ratios, mask, 0), noisy: medianAmong(ratios, mask, 1) }
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null

async function normsOf<P extends Tree>(
  model: Model<P>,
  params: P,
  { inputs }: Batch,
): Promise<EpochMetrics['norms']> {
  const [head, features] = tidy(() => {
    const { features, kernel } = applyWithHead(model, params, inputs)
    const rows = tf.reshape(features, [inputs.shape[0] as number, -1])
    return [tf.norm(kernel), tf.mean(tf.norm(rows, 'euclidean', 1))] as const
  })
  const [v, z] = await Promise.all([head.data(), features.data()])
  tf.dispose([head, features])
  return { head: finite(v[0]), features: finite(z[0]) }
}

/** Looks at a model: accuracies, up-weighting at radius `rho`, and the norms of head and features. */
export async function measure<P extends Tree>(
  objective: Objective<P>,
  params: P,
  { train, weighed, validation, test }: MeasuredData,
  rho: number,
): Promise<Measurement> {
  const { model } = objective
  const onTrain = await predict(model, params, train)
  const mask = maskOf(train)
  const onWeighed = await scoped(async own => {
    const batch = own({ ...wholeBatch(weighed) })
    return {
      upWeighting: await upWeightingOf(objective, params, batch, maskOf(weighed), rho),
      norms: await normsOf(model, params, batch),
    }
  })
  return {
    test: accuracy(await predict(model, params, test), test.labels) ?? 0,
    validation: accuracy(await predict(model, params, validation), validation.labels) ?? 0,
    cleanTrain: accuracy(onTrain, train.labels, { mask, among: 0 }),
    noisyTrain: accuracy(onTrain, train.labels, { mask, among: 1 }),
    ...onWeighed,
  }
}
