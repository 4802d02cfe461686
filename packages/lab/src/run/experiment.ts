import { disposeTree, type Key, orThrow, PlanishError, random, tree } from '@planish/core'
import { corrupt, type Dataset, type NoisyDataset, size, splitAt } from '@planish/datasets'
import type { CacheOptions } from '@planish/datasets/node'
import type { Model, Objective } from '@planish/grad'
import type { DataSource } from '../spec/data/dataSource.ts'
import { decodeData } from '../spec/data.ts'
import { decodeLoss } from '../spec/losses.ts'
import { decodeModel } from '../spec/models.ts'
import { decodeNoiseSpec } from '../spec/noise.ts'
import { type MeasuredData, sample } from '../train/measure.ts'
import type { ExperimentConfig } from './record.ts'
import { type SeedKeys, seedKeys } from './seedKeys.ts'

/** All that the trials of one seed share: the same examples, noise, initial weights and order for every rule. */
export interface Setting {
  readonly objective: Objective
  readonly data: Omit<MeasuredData, 'weighed'>
  /** Decides initial weights, order and draws. */
  readonly trainKey: Key
  /** Decides which examples are measured. */
  readonly measureKey: Key
}

/** The noisy training pool: sub-sampled first (in the pool's order), corrupted after, once. */
function corrupted(config: ExperimentConfig, pool: Dataset, keys: SeedKeys): Dataset | NoisyDataset {
  const wanted = config.trainExamples
  if (wanted !== null && wanted > size(pool)) {
    throw new PlanishError(
      'usage',
      `${pool.name} has ${size(pool)} training examples, not ${wanted}`,
      'set --examples to fewer',
    )
  }
  const chosen = wanted === null ? pool : sample(wanted, keys.subset)(pool)
  const noise = orThrow(decodeNoiseSpec(config.noise)).value
  return noise === undefined ? chosen : orThrow(corrupt(noise, keys.noise)(chosen))
}

/** What is set aside for validation, and what is left to train on; neither may be empty. */
function setAside<D extends Dataset>({ validation }: ExperimentConfig, key: Key, noisy: D): readonly [D, D] {
  const parts = splitAt(Math.min(validation, size(noisy)), key)(noisy)
  if (parts.every(part => size(part) > 0)) return parts
  throw new PlanishError(
    'usage',
    `validation ${validation} would set ${size(parts[0])} of ${size(noisy)} training examples aside`,
    'set --validation to a count or a share that leaves some of both',
  )
}

/**
 * Reads the data and makes what the trials of one seed share.
 *
 * @throws PlanishError whatever is wrong with the configuration or the data
 */
export async function settingOf(
  config: ExperimentConfig,
  seed: number,
  source: DataSource = orThrow(decodeData(config.data)).value,
  cache: CacheOptions = {},
): Promise<Setting> {
  const keys = seedKeys(seed)
  const { train: pool, test } = orThrow(await source(keys.data, cache)())
  const noisy = corrupted(config, pool, keys)
  const [validation, train] = setAside(config, keys.split, noisy)
  const loss = orThrow(decodeLoss(config.loss)).value
  if (loss.name === 'logistic' && pool.classes !== 2) {
    throw new PlanishError(
      'usage',
      `the logistic loss is for 2 classes, ${pool.name} has ${pool.classes}`,
      'use crossEntropy',
    )
  }
  const shape = { inputShape: pool.inputShape, classes: loss.name === 'logistic' ? 1 : pool.classes }
  const model: Model = orThrow(orThrow(decodeModel(config.model)).value(shape))
  return {
    objective: { model, loss },
    data: { train, validation, test },
    trainKey: keys.train,
    measureKey: keys.measure,
  }
}

/** Number of parameters of a model. */
export function parameterCount(model: Model): number {
  const params = model.init(random.key(0))
  const count = tree.leaves(params).reduce((sum, leaf) => sum + leaf.size, 0)
  disposeTree(params)
  return count
}
