import { disposeTree, type Key, orThrow, PlanishError, random, tree } from '@planish/core'
import { corrupt, type Dataset, type NoisyDataset, size, splitAt, take } from '@planish/datasets'
import type { Model, Objective } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import { decodeData } from '../spec/data.ts'
import { decodeLoss } from '../spec/losses.ts'
import { decodeModel } from '../spec/models.ts'
import { decodeNoiseSpec } from '../spec/noise.ts'
import type { MeasuredData } from '../train/measure.ts'
import type { ExperimentConfig } from './record.ts'
import { seedKeys } from './seedKeys.ts'

/** All that the trials of one seed share: the same examples, noise, initial weights and order for every rule. */
export interface Setting {
  readonly objective: Objective<DenseStackParams>
  readonly data: MeasuredData
  /** Decides initial weights, order and draws. */
  readonly trainKey: Key
  /** Decides which examples are measured. */
  readonly measureKey: Key
}

/** The noisy training pool: sub-sampled first, corrupted after, once. */
function corrupted(config: ExperimentConfig, pool: Dataset, key: Key): Dataset | NoisyDataset {
  const wanted = config.trainExamples
  if (wanted !== null && wanted > size(pool)) {
    throw new PlanishError('usage', `${pool.name} has ${size(pool)} training examples, not ${wanted}`)
  }
  const chosen = wanted === null ? pool : take(wanted)(pool)
  const noise = orThrow(decodeNoiseSpec(config.noise)).value
  return noise === undefined ? chosen : orThrow(corrupt(noise, key)(chosen))
}

/**
 * Reads the data and makes what the trials of one seed share.
 *
 * @throws PlanishError whatever is wrong with the configuration or the data
 */
export async function settingOf(config: ExperimentConfig, seed: number): Promise<Setting> {
  const keys = seedKeys(seed)
  const source = orThrow(decodeData(config.data)).value
  const { train: pool, test } = orThrow(await source(keys.data)())
  const noisy = corrupted(config, pool, keys.noise)
  const [validation, train] = splitAt(config.validation, keys.split)(noisy)
  if (size(train) === 0 || size(validation) === 0) {
    throw new PlanishError(
      'usage',
      `of ${size(noisy)} training examples ${size(validation)} would be for validation and ${size(train)} to train on`,
      'set --validation to a count or a share that leaves some of both',
    )
  }
  const loss = orThrow(decodeLoss(config.loss)).value
  const shape = { inputShape: pool.inputShape, classes: loss.name === 'logistic' ? 1 : pool.classes }
  const model: Model<DenseStackParams> = orThrow(orThrow(decodeModel(config.model)).value(shape))
  return {
    objective: { model, loss },
    data: { train, validation, test },
    trainKey: keys.train,
    measureKey: keys.measure,
  }
}

/** Number of parameters of a model. */
export function parameterCount(model: Model<DenseStackParams>): number {
  const params = model.init(random.key(0))
  const count = tree.leaves(params).reduce((sum, leaf) => sum + leaf.size, 0)
  disposeTree(params)
  return count
}
