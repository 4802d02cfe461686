import { expect, it } from 'vitest'
import { measuredAtFirst } from '../testing/tinyTrained.ts'
import { conformalSets } from './conformalSets.ts'
import { linearWeights } from './linearWeights.ts'
import { retrievalScores } from './retrievalScores.ts'
import { sharpnessMeasures } from './sharpnessMeasures.ts'
import { twoLayerRegulariser } from './twoLayerRegulariser.ts'

it('weighs the examples of a linear model as the formula does', async () => {
  const linear = { model: 'linear:bias=false', loss: 'logistic' }
  const { relativeError, points, kernel, bins, clean, wrong } = await measuredAtFirst(
    linearWeights(0.1),
    linear,
  )
  expect(relativeError).toBeLessThan(1e-4)
  expect(kernel).toHaveLength(6)
  expect(points).toHaveLength(48)
  for (const { ratio, predicted } of points) expect(Math.abs(ratio / predicted - 1)).toBeLessThan(1e-4)
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(48)
  expect([clean, wrong].every(ratio => ratio !== null && ratio > 1)).toBe(true)
})

it('finds the regulariser of a two-layer net in J-SAM’s direction', async () => {
  const chain = { model: 'deepLinear:5', loss: 'logistic' }
  const { initial, trained } = await measuredAtFirst(twoLayerRegulariser(0.1), chain)
  for (const { features, head } of [initial, trained]) {
    expect(features.relativeError).toBeLessThan(1e-4)
    expect(head.relativeError).toBeLessThan(1e-4)
    expect(head.measuredNorm).toBeGreaterThan(0)
  }
})

it('measures sharpness: the worst point is no better than the average one', async () => {
  const effort = { examples: 30, steps: 5, draws: 3, products: 20 }
  const { worst, adaptive, average, eigenvalue, trace } = await measuredAtFirst(sharpnessMeasures(effort), {
    data: 'mnist1d:size=200',
  })
  expect(worst).toBeGreaterThan(Math.max(0, average))
  expect(adaptive).toBeGreaterThan(0)
  expect(eigenvalue).toBeGreaterThan(0)
  expect(Number.isFinite(trace)).toBe(true)
})

it('covers more with noisy calibration labels, by larger sets', async () => {
  const many = { data: 'gaussian:train=600,test=400,dimension=6,signal=3', validation: 0.5 }
  const { scores, calibrationExamples, testExamples, classes } = await measuredAtFirst(
    conformalSets(0.1),
    many,
  )
  expect([calibrationExamples, testExamples, classes]).toEqual([300, 400, 2])
  for (const { noisy, clean } of [scores.lac, scores.aps, scores.raps]) {
    expect(noisy.meanSize).toBeGreaterThanOrEqual(clean.meanSize)
    expect(noisy.coverage).toBeGreaterThanOrEqual(clean.coverage)
    // Five deviations of a coverage of 90 % on 300 and on 400 examples together.
    expect(Math.abs(clean.coverage - 0.9)).toBeLessThan(5 * Math.sqrt(0.09 / 300 + 0.09 / 400))
  }
})

it('trains by the run’s rule where losses of pairs will do for it, and says where not', async () => {
  const settings = { width: 3, queries: 30, learningRate: 0.05 }
  const batch = await measuredAtFirst(retrievalScores(settings), { rules: ['sam:rho=0.1'] })
  for (const found of [batch.crossEntropy, batch.contrastive, batch.triplet, batch.proxyNca]) {
    expect(found?.recallAt1).toBeGreaterThan(0.4)
    expect(found?.recallAt5).toBeGreaterThanOrEqual(found?.recallAt1 ?? 1)
    expect(found?.mapAtR).toBeLessThanOrEqual(1)
  }
  const single = await measuredAtFirst(retrievalScores(settings), { rules: ['sam:rho=0.1,m=1'] })
  expect([single.contrastive, single.triplet, single.proxyNca]).toEqual([null, null, null])
  expect(single.crossEntropy).toEqual(batch.crossEntropy)
})
