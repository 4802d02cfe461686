import { orThrow } from '@planish/core'
import { size } from '@planish/datasets'
import { expect, it } from 'vitest'
import { decodeData } from '../spec/data.ts'
import { settingOf } from './experiment.ts'
import type { ExperimentConfig } from './record.ts'
import { seedKeys } from './seedKeys.ts'
import { tinyConfig } from './testing/tinyRun.ts'

const dimension = 6

/** Positions in the whole pool of the examples that a seed's trials train and validate on, sorted. */
async function usedBy(config: ExperimentConfig, seed: number): Promise<number[]> {
  const { data } = await settingOf(config, seed)
  const { train: pool } = orThrow(await orThrow(decodeData(config.data)).value(seedKeys(seed).data)())
  const row = (inputs: ArrayLike<number>, index: number): string =>
    Array.from({ length: dimension }, (_, column) => inputs[index * dimension + column]).join()
  const positions = new Map(
    Array.from({ length: size(pool) }, (_, index) => [row(pool.inputs, index), index]),
  )
  return [data.train, data.validation]
    .flatMap(part =>
      Array.from({ length: size(part) }, (_, index) => positions.get(row(part.inputs, index)) as number),
    )
    .sort((a, b) => a - b)
}

it('draws a sub-sample by the seed, of distinct examples from all over the pool', async () => {
  const config = { ...tinyConfig, trainExamples: 20 }
  const used = await usedBy(config, 5)
  expect(new Set(used).size).toBe(20)
  expect(Math.max(...used)).toBeGreaterThanOrEqual(40)
  expect(await usedBy(config, 5)).toEqual(used)
  expect(await usedBy(config, 6)).not.toEqual(used)
})

it('uses every example when as many are asked for as there are', async () => {
  const all = Array.from({ length: 60 }, (_, index) => index)
  expect(await usedBy({ ...tinyConfig, trainExamples: 60 }, 5)).toEqual(all)
  expect(await usedBy(tinyConfig, 5)).toEqual(all)
})

it.each([
  [0.25, 15],
  [0.99, 59],
  [7, 7],
  [59, 59],
])('sets validation %d of 60 aside as %d examples', async (validation, expected) => {
  const { data } = await settingOf({ ...tinyConfig, validation }, 5)
  expect([size(data.validation), size(data.train)]).toEqual([expected, 60 - expected])
})

it.each([
  [0.001, 0],
  [0.999, 60],
  [60, 60],
  [1e9, 60],
])('refuses validation %d, which leaves one part empty', async (validation, count) => {
  await expect(settingOf({ ...tinyConfig, validation }, 5)).rejects.toThrow(
    `validation ${validation} would set ${count} of 60 training examples aside`,
  )
})
