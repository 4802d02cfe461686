import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow, safetensors } from '@planish/core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createRun, fileOf } from './directory.ts'
import type { RunOptions } from './runExperiment.ts'
import { goOn, tinyConfig } from './testing/tinyRun.ts'

let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'planish-saved-'))
})

afterEach(() => {
  vi.restoreAllMocks()
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** One epoch of 120 steps. */
const config = {
  ...{ ...tinyConfig, data: 'gaussian:train=150,test=10,dimension=6', rules: ['sgd'] },
  ...{ epochs: 1, batchSize: 1, seeds: 1 },
}

/** The step of the checkpoint that stands there after each step, 0 where there is none. */
async function savedSteps(name: string, options: RunOptions): Promise<number[]> {
  const path = join(root, name)
  const saved: number[] = []
  const onEvent: RunOptions['onEvent'] = ({ type }) => {
    const file = fileOf(path, 'checkpoint')
    if (type !== 'progress') return
    const step = existsSync(file) ? orThrow(safetensors.decode(readFileSync(file))).metadata.step : 0
    saved.push(Number(step))
  }
  orThrow(await goOn(await createRun(path, config), { ...options, onEvent }))
  return saved
}

it('after as many steps as are asked for', async () => {
  const saved = await savedSteps('asked', { checkpointEvery: 7 })
  expect(saved).toEqual(saved.map((_, index) => Math.floor(index / 7) * 7))
  expect(saved).toHaveLength(120)
})

it('else after half a minute, as seen every 50 steps', async () => {
  expect(new Set(await savedSteps('soon-over', {}))).toEqual(new Set([0]))
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => 30_000 * now())
  const saved = await savedSteps('slow', {})
  expect(saved).toEqual(saved.map((_, index) => Math.floor(index / 50) * 50))
})

it('a run begins where a kill left one that was not yet made, and nothing else', async () => {
  const path = join(root, 'unmade')
  const run = await createRun(path, config)
  rmSync(fileOf(path, 'config'))
  writeFileSync(`${fileOf(path, 'config')}.part`, '{ "vers')
  expect(await createRun(path, config)).toEqual(run)
  writeFileSync(join(path, 'notes.txt'), 'mine')
  rmSync(fileOf(path, 'config'))
  await expect(createRun(path, config)).rejects.toMatchObject({ code: 'usage' })
})
