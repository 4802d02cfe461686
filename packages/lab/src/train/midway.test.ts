import { orThrow, random, type Tree } from '@planish/core'
import { gaussianToy } from '@planish/datasets'
import { crossEntropy } from '@planish/grad'
import { mlp } from '@planish/models'
import { type State, sgd } from '@planish/optim'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint, restorePoint } from '../run/checkpoint.ts'
import { anyModel } from '../spec/model/anyModel.ts'
import { decodeRule } from '../spec/rules.ts'
import { type EpochReport, type TrainOptions, train } from './train.ts'
import { copyPoint, freePoint, type TrainingPoint } from './trainingPoint.ts'

const examples = 18
const batchSize = 4
/** The last of them on two examples. */
const steps = 5
const epochs = 3

const data = orThrow(gaussianToy({ size: examples, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
const objective = {
  model: anyModel(mlp({ inputShape: [3], hidden: [4], classes: 2, dropout: 0.2 })),
  loss: crossEntropy,
}
const key = random.key(1)

const position = { trial: 0, metricsBytes: 0, config: '' }

/** Trains in one go or, where steps to stop before are given, in several, each from what the one before saved. */
async function trainings(rule: string, stops: readonly number[], more: { learningRate?: number } = {}) {
  const { learningRate = 0.1 } = more
  const { objective: trained, optimizer } = orThrow(decodeRule(rule)).value.training({
    objective,
    descent: sgd({ learningRate, momentum: 0.9, weightDecay: 1e-3 }),
    learningRate,
    steps: steps * epochs,
    examples,
    classes: 2,
  })
  const reports: unknown[] = []
  let file: Uint8Array = new Uint8Array()
  const save = async (point: TrainingPoint<Tree, State>): Promise<void> => {
    file = await encodeCheckpoint(point, position)
  }
  const read = () => orThrow(decodeCheckpoint('file', file))
  for (const stop of [...stops, Number.POSITIVE_INFINITY]) {
    const from = file.length === 0 ? undefined : restorePoint(read(), trained, optimizer, random.key(7))
    const controller = new AbortController()
    if (stop === 0) controller.abort()
    const options: TrainOptions<Tree, State> = {
      objective: trained,
      optimizer,
      data,
      epochs,
      batchSize,
      key,
      ...(from && { from }),
      signal: controller.signal,
      onStep: ({ epoch, step }) => {
        if (epoch * steps + step === stop) controller.abort()
      },
      onEpoch: async (point, report) => {
        reports.push(report)
        await save(point)
      },
      onCheckpoint: save,
    }
    const ended = await train(options)()
    if (from !== undefined) freePoint(from)
    if (E.isRight(ended)) freePoint(ended.right)
    expect(E.isLeft(ended) && ended.left.code === 'interrupted').toBe(Number.isFinite(stop))
  }
  const { seconds, ...point } = read()
  return { point, seconds, reports }
}

const someStops = fc
  .uniqueArray(fc.integer({ min: 0, max: steps * epochs - 1 }), { minLength: 1, maxLength: 6 })
  .map(stops => stops.sort((a, b) => a - b))

// Rules that keep an old direction, moving averages, per-example memories; 7/5 of an evaluation a step.
describe.each(['sgd', 'sam:m=1', 'lookSam', 'friendlySam', 'earlyLearning', 'coTeaching'])(
  '%s, stopped after any steps',
  rule => {
    it('goes on to the bits and the reports of a training that was not', async () => {
      const whole = await trainings(rule, [])
      expect(whole.reports).toHaveLength(epochs)
      expect(whole.point).toMatchObject({ epoch: epochs, midway: { step: 0, lossSum: 0 } })
      await fc.assert(
        fc.asyncProperty(someStops, async stops => {
          const { point, reports, seconds } = await trainings(rule, stops)
          expect(point).toEqual(whole.point)
          expect(reports).toEqual(whole.reports)
          expect(seconds).toBeGreaterThan(0)
        }),
        { numRuns: 12 },
      )
    })
  },
)

it('a training that has diverged goes on as it was', async () => {
  const whole = await trainings('sgd', [], { learningRate: 1e30 })
  expect(whole.reports.at(-1)).toMatchObject({ loss: Number.NaN })
  const { point, reports } = await trainings('sgd', [3, 7, 12], { learningRate: 1e30 })
  expect(point).toEqual(whole.point)
  expect(reports).toEqual(whole.reports)
})

describe('points on the way', () => {
  const options = {
    objective,
    optimizer: orThrow(decodeRule('sgd')).value.training({
      objective,
      descent: sgd({ learningRate: 0.1 }),
      learningRate: 0.1,
      steps,
      examples,
      classes: 2,
    }).optimizer,
    data,
    epochs: 2,
    batchSize,
    key,
  }

  it.each([
    [1, ['0+1', '0+2', '0+3', '0+4', '1', '1+1', '1+2', '1+3', '1+4', '2']],
    [2, ['0+2', '0+4', '1', '1+2', '1+4', '2']],
    [5, ['1', '2']],
    [undefined, ['1', '2']],
  ])('every %s steps; the end of an epoch is onEpoch’s', async (checkpointEvery, expected) => {
    const points: string[] = []
    const note = async ({ epoch, midway }: TrainingPoint<Tree, State>): Promise<void> => {
      points.push(midway === undefined ? `${epoch}` : `${epoch}+${midway.step}`)
    }
    const every = checkpointEvery === undefined ? {} : { checkpointEvery }
    const trained = orThrow(await train({ ...options, ...every, onEpoch: note, onCheckpoint: note })())
    expect(trained).not.toHaveProperty('midway')
    freePoint(trained)
    expect(points).toEqual(expected)
  })

  it('the slowest path so far is that of the epoch, and of no other', async () => {
    let point: TrainingPoint<Tree, State> | undefined
    const onCheckpoint = async (reached: TrainingPoint<Tree, State>): Promise<void> => {
      point ??= copyPoint(reached)
    }
    freePoint(orThrow(await train({ ...options, epochs: 1, checkpointEvery: 3, onCheckpoint })()))
    if (point?.midway === undefined) throw new Error('there was no point within the epoch')
    const from = { ...point, midway: { ...point.midway, path: 'loop' } as const }
    const paths: string[] = []
    const onEpoch = async (_: unknown, { path }: EpochReport): Promise<void> => void paths.push(path)
    freePoint(orThrow(await train({ ...options, from, onEpoch })()))
    freePoint(from)
    expect(paths).toEqual(['loop', 'batch'])
  })

  it('time in onCheckpoint is no training time', async () => {
    const onCheckpoint = () => new Promise<void>(resolve => setTimeout(resolve, 150))
    const trained = orThrow(await train({ ...options, epochs: 1, checkpointEvery: 1, onCheckpoint })())
    expect(trained.seconds).toBeLessThan(0.5)
    freePoint(trained)
  })

  it('an error in onCheckpoint ends the training', async () => {
    const onCheckpoint = async () => {
      throw new Error('the disk is full')
    }
    const ended = await train({ ...options, checkpointEvery: 2, onCheckpoint })()
    expect(ended).toMatchObject(E.left({ message: 'training failed: the disk is full' }))
  })

  it.each([0, -1, 1.5, Number.NaN])('not every %s steps', async checkpointEvery => {
    const ended = await train({ ...options, checkpointEvery })()
    expect(ended).toMatchObject(
      E.left({
        code: 'usage',
        message: `checkpointEvery must be a whole number from 1, not ${checkpointEvery}`,
      }),
    )
  })

  it('not from the midst of another epoch', async () => {
    const begun = orThrow(await train({ ...options, epochs: 0 })())
    for (const step of [5, 6, -1, 0.5]) {
      const from = { ...begun, midway: { step, lossSum: 1, path: 'batch' } as const }
      expect(await train({ ...options, from })()).toMatchObject(
        E.left({
          code: 'usage',
          message: `training can’t go on after step ${step} of an epoch: here an epoch has 5`,
        }),
      )
    }
    freePoint(begun)
  })
})
