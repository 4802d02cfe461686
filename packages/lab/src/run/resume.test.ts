import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow, safetensors } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRun, fileOf, readRun } from './directory.ts'
import { openRun } from './openRun.ts'
import type { ExperimentConfig } from './record.ts'
import { goOn, goOnFor, goOnForSteps, steadyContent, tinyConfig } from './testing/tinyRun.ts'

let root: string
let uninterrupted: ReturnType<typeof steadyContent>

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'planish-resume-'))
  const path = join(root, 'uninterrupted')
  orThrow(await goOn(await createRun(path, tinyConfig)))
  uninterrupted = steadyContent(path)
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A run that was interrupted after so many epochs. */
async function interrupted(name: string, epochs: number): Promise<string> {
  const path = join(root, name)
  const ended = await goOnFor(epochs, await createRun(path, tinyConfig))
  expect(ended).toMatchObject(E.left({ code: 'interrupted' }))
  return path
}

describe('a run that was interrupted gives the same bits as one that was not', () => {
  // After epochs 3, 6 and 9 of twelve the next rule or seed is due.
  it.each([1, 2, 3, 4, 6, 7, 9, 11])('after epoch %i of 12', async epochs => {
    const path = await interrupted(`after-${epochs}`, epochs)
    const directory = await openRun(path)
    expect(directory).toMatchObject({ finished: false, checkpoint: { epoch: ((epochs - 1) % 3) + 1 } })
    orThrow(await goOn(directory))
    expect(steadyContent(path)).toEqual(uninterrupted)
  })

  // Three steps an epoch, three epochs a trial.
  it.each([1, 2, 3, 4, 8, 9, 10, 17, 29, 35])('after step %i of 36, none of them lost', async steps => {
    const path = join(root, `after-step-${steps}`)
    const ended = await goOnForSteps(steps, await createRun(path, tinyConfig))
    expect(ended).toMatchObject(E.left({ code: 'interrupted' }))
    const directory = await openRun(path)
    const trial = Math.ceil(steps / 9) - 1
    const ofTrial = steps - 9 * trial
    expect(directory.checkpoint).toMatchObject({
      trial,
      epoch: Math.floor(ofTrial / 3),
      midway: { step: ofTrial % 3 },
    })
    orThrow(await goOn(directory))
    expect(steadyContent(path)).toEqual(uninterrupted)
  })

  it('step after step', async () => {
    const path = join(root, 'step-by-step')
    await createRun(path, tinyConfig)
    let times = 0
    while (E.isLeft(await goOnForSteps(1, await openRun(path)))) times += 1
    expect(times).toBe(35)
    expect(steadyContent(path)).toEqual(uninterrupted)
  })

  it('time after time', async () => {
    const path = await interrupted('often', 1)
    for (const epochs of [1, 1, 2, 3]) {
      expect(E.isLeft(await goOnFor(epochs, await openRun(path)))).toBe(true)
    }
    orThrow(await goOn(await openRun(path)))
    expect(steadyContent(path)).toEqual(uninterrupted)
  })

  it('before its first checkpoint', async () => {
    const path = join(root, 'unbegun')
    await createRun(path, tinyConfig)
    const directory = await openRun(path)
    expect(directory).toMatchObject({ checkpoint: undefined, metricsBytes: 0, finished: false })
    orThrow(await goOn(directory))
    expect(steadyContent(path)).toEqual(uninterrupted)
  })
})

it('a finished run is delivered as it is', async () => {
  const path = join(root, 'uninterrupted')
  expect(await openRun(path)).toMatchObject({ finished: true })
  const { config, metrics, result } = await readRun(path)
  expect(config).toEqual(tinyConfig)
  expect(metrics).toHaveLength(12)
  expect(result.rows.map(({ rule, trials }) => [rule, trials.length])).toEqual([
    ['sgd', 2],
    ['sam:rho=0.1,m=1', 2],
  ])
  expect(result.data).toMatchObject({ trainExamples: 48, validationExamples: 12, testExamples: 30 })
})

describe('what a kill leaves is gone on with', () => {
  let killed: string
  let count = 0

  beforeAll(async () => {
    killed = await interrupted('killed', 4)
  })

  it.each<[string, (path: string) => void]>([
    [
      'a line beyond the checkpoint',
      path => {
        const [line = ''] = readFileSync(fileOf(path, 'metrics'), 'utf8').split('\n')
        appendFileSync(fileOf(path, 'metrics'), `${line}\n`)
      },
    ],
    ['half a line beyond it', path => appendFileSync(fileOf(path, 'metrics'), '{"rule":"sgd","se')],
    ['half a checkpoint beside it', path => writeFileSync(`${fileOf(path, 'checkpoint')}.part`, 'half')],
  ])('%s', async (_, damage) => {
    const path = join(root, `damaged-${count++}`)
    cpSync(killed, path, { recursive: true })
    damage(path)
    orThrow(await goOn(await openRun(path)))
    expect(steadyContent(path)).toEqual(uninterrupted)
  })

  it('one epoch’s line, its checkpoint not yet written', async () => {
    const path = await interrupted('one-line', 1)
    rmSync(fileOf(path, 'checkpoint'))
    orThrow(await goOn(await openRun(path)))
    expect(steadyContent(path)).toEqual(uninterrupted)
  })
})

it.runIf(process.platform === 'linux')(
  'a disk that fills up ends the run with an error, and it goes on from there once there is room',
  async () => {
    const path = await interrupted('full', 2)
    symlinkSync('/dev/full', `${fileOf(path, 'checkpoint')}.part`)
    expect(await goOn(await openRun(path))).toMatchObject(
      E.left({
        code: 'io',
        message: `${fileOf(path, 'checkpoint')}: the disk is full`,
        hint: 'free some space',
      }),
    )
    orThrow(await goOn(await openRun(path)))
    expect(steadyContent(path)).toEqual(uninterrupted)
  },
)

describe('what no kill leaves is refused, and nothing is thrown away', () => {
  let interruptedRun: string
  let count = 0

  beforeAll(async () => {
    interruptedRun = await interrupted('intact', 4)
  })

  const editConfig = (change: (config: ExperimentConfig) => unknown) => (path: string) => {
    const config = JSON.parse(readFileSync(fileOf(path, 'config'), 'utf8')) as ExperimentConfig
    writeFileSync(fileOf(path, 'config'), JSON.stringify(change(config)))
  }

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'no checkpoint, but measurements',
      path => rmSync(fileOf(path, 'checkpoint')),
      /metrics\.jsonl holds several epochs, but .*checkpoint\.safetensors is missing/,
    ],
    [
      'a checkpoint cut short',
      path => truncateSync(fileOf(path, 'checkpoint'), statSync(fileOf(path, 'checkpoint')).size - 7),
      /checkpoint\.safetensors is broken: .*ends at byte/,
    ],
    [
      'a checkpoint of zeros',
      path => writeFileSync(fileOf(path, 'checkpoint'), new Uint8Array(100)),
      /checkpoint\.safetensors is broken: /,
    ],
    [
      'a file of another kind for a checkpoint',
      path => writeFileSync(fileOf(path, 'checkpoint'), safetensors.encode({})),
      /checkpoint\.safetensors is broken: in its metadata trial must be/,
    ],
    [
      'a checkpoint of a version that knew none within an epoch',
      path => {
        const file = fileOf(path, 'checkpoint')
        const { tensors, metadata } = orThrow(safetensors.decode(readFileSync(file)))
        const { step, lossSum, path: way, ...older } = metadata
        writeFileSync(file, safetensors.encode(tensors, older))
      },
      /checkpoint\.safetensors is broken: in its metadata step must be/,
    ],
    [
      'metrics cut in the middle of a line',
      path => truncateSync(fileOf(path, 'metrics'), statSync(fileOf(path, 'metrics')).size - 9),
      /metrics\.jsonl does not hold the 4 epochs/,
    ],
    ['no metrics', path => rmSync(fileOf(path, 'metrics')), /metrics\.jsonl does not hold the 4 epochs/],
    [
      'metrics that were written into',
      path => {
        const text = readFileSync(fileOf(path, 'metrics'), 'utf8')
        writeFileSync(fileOf(path, 'metrics'), text.replace('"test":', '"text":'))
      },
      /metrics\.jsonl, line 1: test is missing/,
    ],
    [
      'another number of epochs',
      editConfig(config => ({ ...config, epochs: 30 })),
      /config\.json is not what the run was begun with/,
    ],
    [
      'another rule',
      editConfig(config => ({ ...config, rules: ['sgd', 'sam:rho=0.2,m=1'] })),
      /config\.json is not what the run was begun with/,
    ],
    [
      'a rule that there is not',
      editConfig(config => ({ ...config, rules: ['adam'] })),
      /config\.json: unknown rule "adam"/,
    ],
    [
      'a field that is wrong',
      editConfig(config => ({ ...config, batchSize: 0 })),
      /config\.json: batchSize must be at least 1, not 0/,
    ],
    [
      'a field that is missing',
      editConfig(({ epochs, ...config }) => config),
      /config\.json: epochs is missing/,
    ],
    [
      'a configuration that is no JSON',
      path => truncateSync(fileOf(path, 'config'), 40),
      /config\.json is not valid JSON/,
    ],
  ])('%s', async (_, damage, message) => {
    const path = join(root, `refused-${count++}`)
    cpSync(interruptedRun, path, { recursive: true })
    damage(path)
    const before = readOrEmpty(fileOf(path, 'metrics'))
    const error: unknown = await openRun(path).then(
      () => 'it was opened',
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'format', message: expect.stringMatching(message) })
    expect(readOrEmpty(fileOf(path, 'metrics'))).toBe(before)
  })

  it('a checkpoint of another model: the error names the tensor', async () => {
    const path = join(root, 'other-model')
    cpSync(interruptedRun, path, { recursive: true })
    const file = fileOf(path, 'checkpoint')
    const { tensors, metadata } = orThrow(safetensors.decode(readFileSync(file)))
    const { 'params.layers.0.bias': bias, ...others } = tensors
    expect(bias).toBeDefined()
    writeFileSync(file, safetensors.encode(others, metadata))
    expect(await goOn(await openRun(path))).toMatchObject(
      E.left({ code: 'format', message: expect.stringContaining('params.layers.0.bias') }),
    )
  })

  it('a checkpoint in the midst of an epoch that has no such step', async () => {
    const path = join(root, 'other-step')
    cpSync(interruptedRun, path, { recursive: true })
    const file = fileOf(path, 'checkpoint')
    const { tensors, metadata } = orThrow(safetensors.decode(readFileSync(file)))
    writeFileSync(file, safetensors.encode(tensors, { ...metadata, step: '3' }))
    expect(await goOn(await openRun(path))).toMatchObject(
      E.left({ code: 'usage', message: expect.stringContaining('step 3 of an epoch') }),
    )
  })

  it('a folder that is no run', async () => {
    await expect(openRun(root)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('not a run'),
    })
    await expect(readRun(interruptedRun)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('not finished'),
      hint: expect.stringContaining('--resume'),
    })
  })
})
