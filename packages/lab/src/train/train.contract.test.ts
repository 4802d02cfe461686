import { accuracy, predict } from '@planish/analysis'
import { disposeTree, type Key, orThrow, PlanishError, random, scoped, tree } from '@planish/core'
import { batches, corrupt, gaussianToy, symmetric } from '@planish/datasets'
import type { Objective } from '@planish/grad'
import { logistic } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import { linear } from '@planish/models'
import type { Optimizer, State } from '@planish/optim'
import { followedBy, plainGradient, sam, sgd } from '@planish/optim'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type EpochReport, type TrainOptions, train } from './train.ts'
import { copyPoint, freePoint, type TrainingPoint } from './trainingPoint.ts'

const toy = { dimension: 20, signal: 2, sigma: 1 }
const clean = orThrow(gaussianToy({ ...toy, size: 120, key: random.key(0) }))
const data = orThrow(corrupt(symmetric({ rate: 0.2 }), random.key(1))(clean))
const test = orThrow(gaussianToy({ ...toy, size: 200, key: random.key(2) }))

const objective: Objective<DenseStackParams> = {
  model: linear({ inputShape: [toy.dimension], classes: 1 }),
  loss: logistic,
}
const learningRate = 0.1
const momentum = 0.9
const rho = 0.1
const batchSize = 50
const key = random.key(3)

const withMomentum = followedBy(sgd({ learningRate, momentum }))
const oneSam = withMomentum(sam({ rho, m: 1 }))

type Options<S extends State> = TrainOptions<DenseStackParams, S>

/** Three steps an epoch, the last one smaller. */
const options = <S extends State>(optimizer: Optimizer<S>, epochs: number): Options<S> => ({
  objective,
  optimizer,
  data,
  epochs,
  batchSize,
  key,
})

type PointOf<O> = O extends Optimizer<infer S> ? TrainingPoint<DenseStackParams, S> : never

/** Every parameter, one after the other. */
const valuesOf = async (params: DenseStackParams): Promise<number[][]> =>
  Promise.all(tree.leaves(params).map(async leaf => Array.from(await leaf.data())))

/** Trains, and keeps the parameters' values alone. */
async function trained<S extends State>(options: Options<S>) {
  const { params, state, ...point } = orThrow(await train(options)())
  try {
    return { ...point, values: await valuesOf(params) }
  } finally {
    freePoint({ params, state, ...point })
  }
}

/**
 * The first epoch's mean loss in float64, by the closed form of 1-SAM in a linear model with x̃ = [x, 1]:
 * u_i = −t σ(ρ‖x̃‖ − t f) x̃. SGD is ρ = 0.
 */
async function firstEpochLoss(radius: number): Promise<number> {
  const [initKey, orderKey] = random.split(key, 3) as [Key, Key, Key]
  const drawn = objective.model.init(initKey)
  const kernel = await drawn.layers[0]?.kernel.data()
  disposeTree(drawn)
  const weights = [...(kernel ?? []), 0]
  const velocity = weights.map(() => 0)
  let loss = 0
  for (const { indices } of batches(data, { batchSize, key: orderKey, epoch: 0 })) {
    const direction = weights.map(() => 0)
    for (const index of indices) {
      const x = [...data.inputs.slice(index * toy.dimension, (index + 1) * toy.dimension), 1]
      const t = 2 * (data.labels[index] as number) - 1
      const z = -t * x.reduce((sum, value, j) => sum + value * (weights[j] as number), 0)
      loss += Math.log1p(Math.exp(z)) / data.labels.length
      const weight = -t / (1 + Math.exp(-z - radius * Math.hypot(...x))) / indices.length
      for (const [j, value] of x.entries()) direction[j] = (direction[j] as number) + weight * value
    }
    for (const [j, u] of direction.entries()) {
      velocity[j] = momentum * (velocity[j] as number) + u
      weights[j] = (weights[j] as number) - learningRate * velocity[j]
    }
  }
  return loss
}

describe('what is learned', () => {
  it.each([
    ['SGD', withMomentum(plainGradient()), 1, 0],
    ['1-SAM', oneSam, 2, rho],
  ] as const)('%s learns the toy through its noise', async (_, optimizer, evaluations, radius) =>
    scoped(async own => {
      const losses: number[] = []
      const point = orThrow(
        await train({
          ...options<State>(optimizer, 4),
          onEpoch: async (_, { loss }) => {
            losses.push(loss)
          },
        })(),
      )
      own(point.params)
      own(point.state)
      expect(accuracy(await predict(objective.model, point.params, test), test.labels)).toBeGreaterThan(0.9)
      expect(point).toMatchObject({ epoch: 4, gradientEvaluations: 4 * 3 * evaluations })
      const expected = await firstEpochLoss(radius)
      expect(Math.abs((losses[0] as number) - expected) / expected).toBeLessThan(1e-5)
    }),
  )
})

describe('the same key', () => {
  it('gives the same bits, another key others', async () => {
    const { values } = await trained(options(oneSam, 2))
    expect((await trained(options(oneSam, 2))).values).toEqual(values)
    expect((await trained({ ...options(oneSam, 2), key: random.key(4) })).values).not.toEqual(values)
  })

  it('gives the same bits when training goes on from a point, which stays the caller’s', async () => {
    const whole = await trained(options(oneSam, 3))
    const from = orThrow(await train(options(oneSam, 1))())
    const before = await valuesOf(from.params)
    const rest = await trained({ ...options(oneSam, 3), from })
    expect(rest.values).toEqual(whole.values)
    expect(rest).toMatchObject({ epoch: 3, gradientEvaluations: whole.gradientEvaluations })
    expect(rest.seconds).toBeGreaterThan(from.seconds)
    expect(await valuesOf(from.params)).toEqual(before)
    expect(await trained({ ...options(oneSam, 1), from })).toMatchObject({ epoch: 1, values: before })
    freePoint(from)
  })
})

describe('progress', () => {
  it('tells of every step and every epoch', async () => {
    const steps: string[] = []
    const epochs: (EpochReport & { epoch: number })[] = []
    await trained({
      ...options(oneSam, 2),
      onStep: ({ epoch, step, steps: of }) => {
        steps.push(`${epoch}: ${step} of ${of}`)
      },
      onEpoch: async ({ epoch }, report) => {
        epochs.push({ epoch, ...report })
      },
    })
    expect(steps).toEqual(['0: 1 of 3', '0: 2 of 3', '0: 3 of 3', '1: 1 of 3', '1: 2 of 3', '1: 3 of 3'])
    expect(epochs).toMatchObject([
      { epoch: 1, path: 'vectorised' },
      { epoch: 2, path: 'vectorised' },
    ])
  })
})

// That nothing is leaked is asserted after each test.
describe('an end before the end', () => {
  it('by the signal, at the next step, which loses nothing', async () => {
    const losses: number[] = []
    const onEpoch = async (_: unknown, { loss }: EpochReport) => void losses.push(loss)
    const whole = await trained({ ...options(oneSam, 2), onEpoch })
    const controller = new AbortController()
    let reached: PointOf<typeof oneSam> | undefined
    const ended = await train({
      ...options(oneSam, 2),
      signal: controller.signal,
      onStep: ({ epoch, step }) => {
        if (epoch === 1 && step === 2) controller.abort()
      },
      onCheckpoint: async point => {
        reached = copyPoint(point)
      },
    })()
    expect(ended).toMatchObject(E.left({ code: 'interrupted' }))
    if (reached === undefined) throw new Error('nothing was handed on')
    expect(reached).toMatchObject({ epoch: 1, midway: { step: 2, path: 'vectorised' } })
    const rest = await trained({ ...options(oneSam, 2), from: reached, onEpoch })
    freePoint(reached)
    expect(rest.values).toEqual(whole.values)
    expect(losses[2]).toBe(losses[1])
  })

  it('by the signal, with no one to hand it to', async () => {
    const controller = new AbortController()
    const epochs: number[] = []
    const ended = await train({
      ...options(oneSam, 3),
      signal: controller.signal,
      onStep: ({ epoch, step }) => {
        if (epoch === 1 && step === 2) controller.abort()
      },
      onEpoch: async ({ epoch }) => {
        epochs.push(epoch)
      },
    })()
    expect(ended).toMatchObject(E.left({ code: 'interrupted' }))
    expect(epochs).toEqual([1])
    const again = await train({ ...options(oneSam, 3), signal: controller.signal })()
    expect(again).toMatchObject(E.left({ code: 'interrupted' }))
  })

  it('by an error in onEpoch, which is passed on', async () => {
    const full = new PlanishError('io', 'the disk is full')
    const ended = await train({
      ...options(oneSam, 3),
      onEpoch: async () => {
        throw full
      },
    })()
    expect(ended).toEqual(E.left(full))
  })

  it('by an error in the model, which is told of', async () => {
    const broken: Objective<DenseStackParams> = {
      ...objective,
      model: {
        ...objective.model,
        apply: () => () => {
          throw new Error('no such layer')
        },
      },
    }
    const ended = await train({ ...options(oneSam, 1), objective: broken })()
    expect(ended).toMatchObject(E.left({ code: 'model', message: 'training failed: no such layer' }))
  })
})
