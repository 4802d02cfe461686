import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Key, orThrow, random } from '@planish/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeCheckpoint } from '../run/checkpoint.ts'
import { decodeResult } from '../run/decodeRecord.ts'
import { fileOf, metricsOf, optionalFile, readConfig, readMetricsBytes } from '../run/directory.ts'
import { steadyContent } from '../run/testing/tinyRun.ts'
import { requireBuilt, run, start } from './testing/realCommand.ts'

let root: string

beforeAll(() => {
  requireBuilt()
  root = mkdtempSync(join(tmpdir(), 'planish-killed-'))
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

type Started = ReturnType<typeof start>

/** Until a process has begun to train, or has ended. */
const training = ({ child, printed, ended }: Started): Promise<unknown> =>
  Promise.race([
    ended,
    new Promise<void>(resolve =>
      child.stderr?.on('data', () => {
        if (/^(writing to|going on with) /m.test(printed.err)) resolve()
      }),
    ),
  ])

/** How long a run that nothing disturbs takes to begin to train, and then to end, in milliseconds. */
async function lifeOf(...args: string[]) {
  const began = performance.now()
  const started = start(...args)
  await training(started)
  const begun = performance.now()
  expect(await started.ended).toMatchObject({ status: 0 })
  return { startUp: begun - began, training: performance.now() - begun }
}

const checkpointOf = async (path: string) => {
  const file = fileOf(path, 'checkpoint')
  const bytes = await optionalFile(file)
  return bytes && orThrow(decodeCheckpoint(file, bytes))
}

/** How far a run has come. */
interface Place {
  readonly name: string
  /** In epochs of all trials. */
  readonly epochs: number
}

/** Reads every file of a run that may have been killed at any moment; tells how far it has come. */
async function placeOf(path: string): Promise<Place> {
  const files = existsSync(path) ? readdirSync(path) : []
  const odd = files.filter(
    name =>
      !/^(config\.json|metrics\.jsonl|checkpoint\.safetensors|result\.json|report\.html)(\.part)?$/.test(
        name,
      ) && !/^(log\.txt|lock(\.[-\w]+)?)$/.test(name),
  )
  expect(odd).toEqual([])
  if (!files.includes('config.json')) {
    expect(files.filter(name => name !== 'config.json.part')).toEqual([])
    return { name: 'not made', epochs: 0 }
  }
  await readConfig(path)
  const metrics = await readMetricsBytes(path)
  metricsOf(path, metrics.subarray(0, metrics.lastIndexOf('\n') + 1))
  if (files.includes('report.html')) {
    expect(readFileSync(fileOf(path, 'report'), 'utf8').trimEnd()).toMatch(/<\/html>$/)
  }
  if (files.includes('result.json')) {
    orThrow(decodeResult(path, readFileSync(fileOf(path, 'result'), 'utf8')))
    return { name: 'finished', epochs: trials * epochs }
  }
  const checkpoint = await checkpointOf(path)
  if (checkpoint === undefined) return { name: 'begun', epochs: 0 }
  const { trial, epoch, midway } = checkpoint
  return {
    name: `trial ${trial}, epoch ${epoch}, step ${midway.step}`,
    epochs: trial * epochs + epoch + midway.step / steps,
  }
}

const trials = 2
const epochs = 4
const steps = 15
const flags = [
  ...['--data', 'gaussian:train=266,test=50,dimension=8', '--model', 'mlp:6', '--noise', 'symmetric:0.3'],
  ...['--rule', 'sgd', '--rule', 'lookSam', '--epochs', `${epochs}`, '--batch-size', '16'],
  ...['--measured', '50', '--backend', 'cpu'],
]
const often = ['--checkpoint-every', '2']

describe('a run that is killed', () => {
  /** Half of them each, of two runs that go on side by side. */
  const kills = 25

  /** Kills a run time and again, at moments that the key draws; where it stood after each. */
  async function killed(path: string, key: Key, life: Awaited<ReturnType<typeof lifeOf>>): Promise<Place[]> {
    const places: Place[] = []
    let place: Place = { name: 'not made', epochs: 0 }
    const moments = random.uniform(key, 8 * kills)
    for (let attempt = 0; places.length < kills; attempt++) {
      const isMade = place.name !== 'not made'
      const started = start('train', ...(isMade ? ['--resume', path] : [...flags, '--out', path]), ...often)
      const [phase, moment] = moments.slice(2 * attempt) as unknown as [number, number]
      // A third as they start up, or at the end of it; the others as they train, by steps that leave the last kills
      // to the end.
      if (places.length === 0 || phase < 1 / 3 || place.name === 'finished') {
        await sleep(1.1 * moment * life.startUp)
      } else {
        await training(started)
        const left = 1 - place.epochs / (trials * epochs)
        await sleep((4 * moment * life.training * left) / Math.max(1, kills - 3 - places.length))
      }
      started.child.kill('SIGKILL')
      const { status, signal, err } = await started.ended
      place = await placeOf(path)
      if (signal === 'SIGKILL') places.push(place)
      else expect([status, place.name], err).toEqual([0, 'finished'])
    }
    return places
  }

  it('at 50 random moments of its life leaves what can be gone on with, to the same bits', {
    timeout: 900_000,
  }, async () => {
    const alone = join(root, 'alone')
    const life = await lifeOf('train', ...flags, '--out', alone, ...often)
    const lanes = await Promise.all(
      [1, 2].map(async seed => {
        const path = join(root, `killed-${seed}`)
        const places = await killed(path, random.key(seed), life)
        expect(await run('train', '--resume', path)).toMatchObject({ status: 0 })
        expect(await placeOf(path)).toMatchObject({ name: 'finished' })
        expect(steadyContent(path)).toEqual(steadyContent(alone))
        return places
      }),
    )
    const places = [...new Set(lanes.flat().map(({ name }) => name))]
    expect(places.length).toBeGreaterThan(8)
    expect(places.filter(name => /step [^0]/.test(name)).length).toBeGreaterThan(4)
  })
})

describe('a run that is stopped in the midst of an epoch', () => {
  const long = [
    ...['--data', 'gaussian:train=12000,test=20,dimension=8', '--model', 'mlp:6', '--noise', 'symmetric:0.3'],
    ...['--epochs', '1', '--batch-size', '2', '--measured', '50', '--backend', 'cpu'],
  ]

  it('by SIGINT and SIGTERM loses no step, and goes on to the same bits', { timeout: 200_000 }, async () => {
    const path = join(root, 'stopped')
    const whole = run('train', ...long, '--out', join(root, 'not-stopped'))
    let before = 0
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const started = start('train', ...(before === 0 ? [...long, '--out', path] : ['--resume', path]))
      await training(started)
      await sleep(700)
      started.child.kill(signal)
      const { status, err } = await started.ended
      expect(status, err).toBe(130)
      // It saves every half minute: this is what stood there as it was stopped.
      const { midway, epoch } = (await checkpointOf(path)) ?? {}
      expect(epoch).toBe(0)
      expect(midway?.step).toBeGreaterThan(before)
      before = midway?.step ?? 0
    }
    expect(await run('train', '--resume', path)).toMatchObject({ status: 0 })
    expect(await whole).toMatchObject({ status: 0 })
    expect(steadyContent(path)).toEqual(steadyContent(join(root, 'not-stopped')))
  })
})

describe.runIf(process.platform === 'linux')('a sweep that is killed', () => {
  const spec = {
    base: {
      ...{ data: 'gaussian:train=266,test=50,dimension=8', model: 'mlp:6', noise: 'symmetric:0.3' },
      ...{ epochs, batchSize: 16, measured: 50, backend: 'cpu' },
    },
    grid: { rules: ['sgd', 'lookSam'] },
  }

  const readIfThere = (path: string): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }

  /** The process of a run that the sweep has started, if it is at one. */
  function childOf(runs: readonly string[]): number | undefined {
    const pids = runs.map(path => /"pid":(\d+)/.exec(readIfThere(join(path, 'lock')))?.[1])
    const pid = pids.find(pid => pid !== undefined && readIfThere(`/proc/${pid}/cmdline`).includes(root))
    return pid === undefined ? undefined : Number(pid)
  }

  const killIfThere = (pid: number): void => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }

  it('itself, or the run it is at, or both, ends as one that was not', { timeout: 300_000 }, async () => {
    const file = join(root, 'sweep.json')
    writeFileSync(file, JSON.stringify(spec))
    const alone = join(root, 'sweep-alone')
    const began = performance.now()
    const whole = await run('sweep', file, '--out', alone, '--json')
    const life = performance.now() - began
    expect(whole).toMatchObject({ status: 0 })
    const names = (JSON.parse(whole.out) as { runs: { folder: string }[] }).runs.map(({ folder }) =>
      basename(folder),
    )
    expect(names).toHaveLength(2)

    const folder = join(root, 'sweep-killed')
    const runs = names.map(name => join(folder, name))
    for (const [round, moment] of random.uniform(random.key(3), 6).entries()) {
      const { child, ended } = start('sweep', file, '--out', folder)
      await sleep((0.1 + 0.5 * moment) * life)
      const atWork = childOf(runs)
      if (round % 3 !== 0) child.kill('SIGKILL')
      if (round % 3 !== 1 && atWork !== undefined) killIfThere(atWork)
      await ended
      for (const path of runs) await placeOf(path)
    }
    expect(await run('sweep', file, '--out', folder)).toMatchObject({ status: 0 })
    for (const name of names) {
      expect(steadyContent(join(folder, name))).toEqual(steadyContent(join(alone, name)))
    }
  })
})
