import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useBackend } from '@planish/backend'
import { orThrow, tree } from '@planish/core'
import { expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { tinyConfig } from '../../run/testing/tinyRun.ts'
import type { Measurement, Trained } from './measurement.ts'
import type { StudyOutcome } from './outcome.ts'
import { runStudy, type StudyOptions, type StudyProgress, workOf } from './runStudy.ts'
import type { Study } from './study.ts'

const { data, noise, model, loss, epochs, batchSize, momentum, weightDecay } = tinyConfig
const { validation, trainExamples, measured, upWeightingRho, versions } = tinyConfig

const sgdAt = (...rates: readonly number[]) => ({
  name: 'SGD',
  candidates: rates.map(learningRate => ({ rule: 'sgd', learningRate })),
})

const study: Study = {
  setting: {
    ...{ data, noise, model, loss, epochs, batchSize, momentum, weightDecay },
    ...{ validation, trainExamples, measured, upWeightingRho },
  },
  conditions: [
    { name: 'narrow', x: 5, config: {} },
    { name: 'wide', x: 9, config: { model: 'mlp:9' } },
  ],
  families: [
    // One rate that learns nothing beside one that does: which is chosen is certain.
    sgdAt(1e-9, 0.1),
    { name: '1-SAM', candidates: [{ rule: 'sam:rho=0.1,m=1', learningRate: 0.1 }] },
  ],
  seeds: 2,
}

const squares: Measurement<number> = {
  options: { of: 'squares' },
  schema: z.number(),
  of: async ({ params }: Trained) => {
    let sum = 0
    for (const leaf of tree.leaves(params)) for (const value of await leaf.data()) sum += value ** 2
    return sum
  },
}

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'planish-study-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  return root
}

async function run(root: string, more: Partial<StudyOptions> = {}, measurement = squares) {
  const backend = orThrow(await useBackend('cpu')())
  const progress: StudyProgress[] = []
  const onProgress = (step: StudyProgress) => void progress.push(step)
  const outcome = await runStudy('squares', study, measurement, {
    root,
    backend,
    versions,
    onProgress,
    ...more,
  })
  return { outcome, progress }
}

/** What the clock and the folder do not decide. */
const steady = ({ choices, trials }: StudyOutcome<number>) => ({
  choices,
  trials: trials.map(({ path, seconds, epochs, ...trial }) => ({
    ...trial,
    epochs: epochs.map(({ seconds, ...metrics }) => metrics),
  })),
})

it('chooses by noisy validation with a seed of its own, and trains what it chose with every seed', async () => {
  const root = folder()
  const { outcome, progress } = await run(root)
  const { choices, trials } = outcome
  expect(choices.map(({ condition, family, learningRate }) => [condition, family, learningRate])).toEqual([
    ['narrow', 'SGD', 0.1],
    ['narrow', '1-SAM', 0.1],
    ['wide', 'SGD', 0.1],
    ['wide', '1-SAM', 0.1],
  ])
  const [chosen] = choices
  expect(chosen?.tried.map(({ learningRate }) => learningRate)).toEqual([1e-9, 0.1])
  expect(chosen?.tried[1]?.validation).toBeGreaterThan(chosen?.tried[0]?.validation ?? 1)
  expect(trials.map(({ condition, family, seed }) => [condition, family, seed])).toEqual(
    ['narrow', 'wide'].flatMap(condition =>
      ['SGD', '1-SAM'].flatMap(family => [1, 2].map(seed => [condition, family, seed])),
    ),
  )
  expect(new Set(trials.map(trial => trial.measured)).size).toBe(trials.length)
  expect(outcome.seconds).toBeGreaterThan(0)
  // Four tried, eight trained, eight measured; the four are no trials of the study.
  expect(workOf(study, true)).toBe(20)
  expect(progress.map(({ done, of }) => [done, of])).toEqual(
    Array.from({ length: 20 }, (_, i) => [i + 1, 20]),
  )
  expect(readdirSync(join(root, 'runs'))).toHaveLength(12)
})

it('chooses once for all conditions where it is told to', async () => {
  const backend = orThrow(await useBackend('cpu')())
  const once = { ...study, tunedAt: 'narrow' }
  const { choices, trials } = await runStudy('once', once, undefined, { root: folder(), backend, versions })
  expect(choices.map(({ condition }) => condition)).toEqual(['narrow', 'narrow'])
  expect(trials).toHaveLength(8)
  expect(workOf(once, false)).toBe(10)
})

it('trains and measures nothing again, but what other options ask for or what can’t be read', async () => {
  const root = folder()
  const first = await run(root)
  const again = await run(root)
  expect(again.progress.every(({ seconds }) => seconds === undefined)).toBe(true)
  expect(again.outcome).toEqual(first.outcome)

  const kept = join(first.outcome.trials[0]?.path ?? '', 'measured')
  const file = join(kept, readdirSync(kept)[0] ?? '')
  writeFileSync(file, '{"half')
  const mended = await run(root)
  expect(mended.progress.filter(({ seconds }) => seconds !== undefined)).toHaveLength(1)
  expect(mended.outcome).toEqual(first.outcome)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toBe(first.outcome.trials[0]?.measured)

  const other = {
    ...squares,
    options: { of: 'halves' },
    of: async (trained: Trained) => (await squares.of(trained)) / 2,
  }
  const halves = await run(root, {}, other)
  expect(halves.progress.filter(({ seconds }) => seconds !== undefined)).toHaveLength(8)
  expect(halves.outcome.trials[0]?.measured).toBe((first.outcome.trials[0]?.measured ?? 0) / 2)
})

it('goes on after an interruption at any of its pieces, and ends the same', async () => {
  const whole = steady((await run(folder())).outcome)
  const root = folder()
  for (let stops = 0; ; stops++) {
    const controller = new AbortController()
    // A training of three epochs takes nine steps: each call gets a little further than the one before.
    let steps = 0
    const onTraining = () => {
      if (++steps === 14) controller.abort()
    }
    const went = await run(root, { signal: controller.signal, onTraining }).catch((thrown: unknown) => thrown)
    if (typeof went === 'object' && went !== null && 'outcome' in went) {
      expect(stops).toBeGreaterThan(5)
      expect(steady((went as { outcome: StudyOutcome<number> }).outcome)).toEqual(whole)
      return
    }
    expect(went).toMatchObject({ code: 'interrupted' })
  }
}, 30_000)

it('is shared out among those who run it at once: each piece is done once', async () => {
  const root = folder()
  const both = await Promise.all([run(root), run(root)])
  expect(both[0].outcome).toEqual(both[1].outcome)
  const mine = both.map(({ progress }) =>
    progress.filter(({ seconds }) => seconds !== undefined).map(({ what }) => what),
  )
  expect(new Set(mine.flat()).size).toBe(20)
  expect(mine.flat()).toHaveLength(20)
})
