import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow } from '@planish/core'
import { expect, it, onTestFinished } from 'vitest'
import { createRun } from './directory.ts'
import { goOn, tinyConfig } from './testing/tinyRun.ts'

it('measures up-weighting on the same examples after every epoch, the last among them', async () => {
  const root = mkdtempSync(join(tmpdir(), 'planish-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  // Weights that stand still: whatever changes is due to the examples. More of them than are weighed.
  const still = { learningRate: 1e-30, weightDecay: 0, seeds: 1, measured: 40 }
  const config = { ...tinyConfig, ...still, model: 'linear', data: 'gaussian:train=800,test=30,dimension=6' }
  const directory = await createRun(join(root, 'run'), config)
  const { metrics } = orThrow(await goOn(directory))
  const [first, ...others] = metrics
  expect(others).toHaveLength(5)
  expect(first?.upWeighting.clean).toBeGreaterThan(1)
  // A linear model's features are its inputs: y·2 and five standard normal numbers.
  expect(first?.norms.features).toBeGreaterThan(2)
  expect(first?.norms.features).toBeLessThan(4)
  for (const { upWeighting, norms } of others) {
    expect(upWeighting).toEqual(first?.upWeighting)
    expect(norms).toEqual(first?.norms)
  }
  expect(new Set(metrics.map(({ cleanTrain }) => cleanTrain)).size).toBe(2)
})
