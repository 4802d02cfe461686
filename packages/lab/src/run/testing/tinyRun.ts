import { readFileSync } from 'node:fs'
import { orThrow, safetensors } from '@planish/core'
import type { RunDirectory } from '../directory.ts'
import { fileOf } from '../directory.ts'
import { prepare } from '../prepare.ts'
import type { ExperimentConfig } from '../record.ts'
import { type RunEvent, type RunOptions, runExperiment } from '../runExperiment.ts'

/** Two rules with two seeds, three epochs each: twelve in a fraction of a second. */
export const tinyConfig: ExperimentConfig = {
  version: 1,
  data: 'gaussian:train=60,test=30,dimension=6',
  noise: 'symmetric:0.3',
  model: 'mlp:5',
  loss: 'crossEntropy',
  rules: ['sgd', 'sam:rho=0.1,m=1'],
  epochs: 3,
  batchSize: 16,
  learningRate: 0.1,
  momentum: 0.9,
  weightDecay: 5e-4,
  validation: 0.2,
  trainExamples: null,
  measured: 20,
  upWeightingRho: 0.05,
  seed: 5,
  seeds: 2,
  backend: 'cpu',
  versions: { planish: 'test' },
}

/** Runs from wherever the directory stands. */
export async function goOn(directory: RunDirectory, options: RunOptions = {}) {
  return runExperiment(directory, orThrow(await prepare(directory.config)()), options)()
}

/** Goes on, and raises the signal once so many things of a kind have happened. */
function goOnUntil(kind: RunEvent['type'], times: number, directory: RunDirectory) {
  const controller = new AbortController()
  let seen = 0
  return goOn(directory, {
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === kind && ++seen === times) controller.abort()
    },
  })
}

/** Goes on, and raises the signal after so many epochs. */
export const goOnFor = (epochs: number, directory: RunDirectory) => goOnUntil('epoch', epochs, directory)

/** Goes on, and raises the signal after so many steps. */
export const goOnForSteps = (steps: number, directory: RunDirectory) =>
  goOnUntil('progress', steps, directory)

const steady = (json: string): unknown =>
  JSON.parse(json, (key, value: unknown) => (['seconds', 'versions'].includes(key) ? undefined : value))

/**
 * All that a run leaves but what the clock decides (seconds, and the bytes that their digits take) and the versions,
 * among them the commit, that it ended with.
 */
export function steadyContent(path: string) {
  const { tensors, metadata } = orThrow(safetensors.decode(readFileSync(fileOf(path, 'checkpoint'))))
  const { seconds, metricsBytes, ...position } = metadata
  const lines = readFileSync(fileOf(path, 'metrics'), 'utf8').trimEnd().split('\n')
  const result = steady(readFileSync(fileOf(path, 'result'), 'utf8'))
  return { tensors, position, metrics: lines.map(steady), result }
}
