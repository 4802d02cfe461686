import { accuracy, medianAmong, predict, upWeighting } from '@planish/analysis'
import type { Key, Tree } from '@planish/core'
import { random, scoped } from '@planish/core'
import type { Dataset, NoisyDataset } from '@planish/datasets'
import { batchOf, isNoisy, size, subset, toTensors } from '@planish/datasets'
import type { Objective } from '@planish/grad'
import type { EpochMetrics } from '../run/record.ts'

/** What a run measures on; all but the test set are as noisy as each other. */
export interface MeasuredData {
  readonly train: Dataset | NoisyDataset
  /** Training examples that up-weighting is measured on, as one batch. */
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
  'test' | 'validation' | 'cleanTrain' | 'noisyTrain' | 'upWeighting'
>

const maskOf = (dataset: Dataset | NoisyDataset): Uint8Array =>
  isNoisy(dataset) ? dataset.mask : new Uint8Array(size(dataset))

async function upWeightingOf<P extends Tree>(
  objective: Objective<P>,
  params: P,
  dataset: Dataset | NoisyDataset,
  rho: number,
): Promise<EpochMetrics['upWeighting']> {
  const indices = Int32Array.from({ length: size(dataset) }, (_, index) => index)
  const ratios = await scoped(async own => {
    const batch = toTensors(batchOf(dataset, indices))
    own([batch.inputs, batch.labels])
    return upWeighting(objective, params, batch, rho)
  })
  const mask = maskOf(dataset)
  return { clean: medianAmong(ratios, mask, 0), noisy: medianAmong(ratios, mask, 1) }
}

/** Looks at a model: accuracies, and up-weighting at radius `rho`. */
export async function measure<P extends Tree>(
  objective: Objective<P>,
  params: P,
  { train, weighed, validation, test }: MeasuredData,
  rho: number,
): Promise<Measurement> {
  const { model } = objective
  const onTrain = await predict(model, params, train)
  const mask = maskOf(train)
  return {
    test: accuracy(await predict(model, params, test), test.labels) ?? 0,
    validation: accuracy(await predict(model, params, validation), validation.labels) ?? 0,
    cleanTrain: accuracy(onTrain, train.labels, { mask, among: 0 }),
    noisyTrain: accuracy(onTrain, train.labels, { mask, among: 1 }),
    upWeighting: await upWeightingOf(objective, params, weighed, rho),
  }
}
