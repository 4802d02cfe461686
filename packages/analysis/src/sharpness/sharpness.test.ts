import { random, scoped } from '@planish/core'
import { sliceOf } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { golden, goldenBatch, goldenObjective, goldenTree } from '../hessian/torchHessian.fixture.ts'
import type { BallNorm } from './apgd.ts'
import { averageSharpness } from './averageCase.ts'
import { logitNormalised } from './logitNormalised.ts'
import { worstCaseSharpness } from './worstCase.ts'

const atGolden = <A>(
  f: (params: ReturnType<typeof goldenTree>, batch: ReturnType<typeof goldenBatch>) => Promise<A>,
): Promise<A> =>
  scoped(async own => {
    const params = own(goldenTree(golden.params))
    const batch = goldenBatch()
    own({ ...batch })
    return f(params, batch)
  })

it.each(golden.sharpness)(
  'comes near to PyTorch’s best of many long ascents: $norm, adaptive $adaptive, normalised $normalised',
  ({ norm, rho, adaptive, normalised, worst, firstOrder }) =>
    atGolden(async (params, batch) => {
      const objective = normalised ? logitNormalised(goldenObjective) : goldenObjective
      const options = { rho, norm: norm as BallNorm, adaptive }
      const found = await worstCaseSharpness(objective, params, batch, options)
      expect(Math.abs(found.firstOrder / firstOrder - 1)).toBeLessThan(1e-4)
      expect(found.sharpness).toBeLessThan(worst * 1.002)
      expect(found.sharpness).toBeGreaterThan(worst * 0.99)
      expect(found.sharpness).toBeGreaterThan(firstOrder) // this loss curves upwards along its gradient
      if (!normalised) expect(found.loss).toBeCloseTo(golden.loss, 5)
    }),
)

it.each(golden.average)(
  'on average rises as PyTorch’s, adaptive $adaptive',
  ({ rho, adaptive, mean, standardError }) =>
    atGolden(async (params, batch) => {
      const options = { rho, adaptive, samples: 1000, key: random.key(5) }
      const found = await averageSharpness(goldenObjective, params, batch, options)
      expect(Math.abs(found.sharpness - mean)).toBeLessThan(3 * (found.standardError + standardError))
      expect(found.standardError).toBeLessThan(0.3 * mean)
      expect(found.samples).toHaveLength(1000)
    }),
)

it('of m examples at a time is the mean over the groups, however the examples are cut into batches', () =>
  atGolden(async (params, batch) => {
    const options = { rho: 0.1, m: 8, steps: 5 }
    const found = await worstCaseSharpness(goldenObjective, params, batch, options)
    const groups = []
    for (const start of [0, 8, 16]) {
      groups.push(
        await scoped(async own => {
          const group = sliceOf(batch, start, 8)
          own([group.inputs, group.labels])
          return worstCaseSharpness(goldenObjective, params, group, { rho: 0.1, steps: 5 })
        }),
      )
    }
    expect(found.perGroup).toEqual(groups.map(({ sharpness }) => sharpness))
    expect(found.sharpness).toBeCloseTo(
      groups.reduce((sum, { sharpness }) => sum + sharpness / 3, 0),
      10,
    )
    const whole = await worstCaseSharpness(goldenObjective, params, batch, { rho: 0.1, steps: 5 })
    expect(found.sharpness).toBeGreaterThan(whole.sharpness)
    const parts = [sliceOf(batch, 0, 16), sliceOf(batch, 16, 8)]
    try {
      const inParts = await worstCaseSharpness(goldenObjective, params, parts, { rho: 0.1, steps: 5 })
      expect(inParts.sharpness).toBeCloseTo(whole.sharpness, 5)
      const cut = await worstCaseSharpness(goldenObjective, params, parts, options)
      expect(cut.sharpness).toBeCloseTo(found.sharpness, 5)
    } finally {
      for (const { inputs, labels } of parts) tf.dispose([inputs, labels])
    }
  }))

it('with normalised logits does not depend on their scale', () =>
  atGolden(async (params, batch) => {
    const model = {
      init: goldenObjective.model.init,
      apply:
        (layers: Parameters<typeof goldenObjective.model.apply>[0]) =>
        (at: typeof params, inputs: tf.Tensor) =>
          tf.mul(3, goldenObjective.model.apply(layers)(at, inputs)),
    }
    const scaled = { ...goldenObjective, model }
    const of = async (objective: typeof scaled) =>
      (await worstCaseSharpness(objective, params, batch, { rho: 0.1, steps: 5 })).sharpness
    expect(await of(logitNormalised(scaled))).toBeCloseTo(await of(logitNormalised(goldenObjective)), 5)
    expect(Math.abs((await of(scaled)) / (await of(goldenObjective)) - 1)).toBeGreaterThan(0.3)
  }))

it('does not normalise the logits of two classes, which would not depend on the weights', () =>
  atGolden(async (params, { inputs }) => {
    const two = { init: goldenObjective.model.init, apply: () => () => tf.ones([24, 2]) }
    await expect(
      worstCaseSharpness(
        logitNormalised({ ...goldenObjective, model: two }),
        params,
        { inputs, labels: inputs },
        { rho: 0.1 },
      ),
    ).rejects.toThrow(/three classes|two classes/)
  }))

it('moves only what the mask chooses, and with radius 0 nothing', () =>
  atGolden(async (params, batch) => {
    const sharpness = async (options: { rho: number; mask?: (path: string) => boolean; starts?: number }) =>
      (await worstCaseSharpness(goldenObjective, params, batch, { steps: 5, key: random.key(0), ...options }))
        .sharpness
    expect(await sharpness({ rho: 0 })).toBe(0)
    const biases = await sharpness({ rho: 0.1, mask: path => path.endsWith('bias') })
    expect(biases).toBeGreaterThan(0)
    expect(biases).toBeLessThan(await sharpness({ rho: 0.1 }))
    expect(await sharpness({ rho: 0.1, starts: 3 })).toBeGreaterThanOrEqual(await sharpness({ rho: 0.1 }))
  }))

it('refuses bad options, and leaks nothing', () =>
  atGolden(async (params, batch) => {
    const live = tf.memory().numTensors
    const refused = async (options: object, message: RegExp) =>
      expect(worstCaseSharpness(goldenObjective, params, batch, { rho: 0.1, ...options })).rejects.toThrow(
        message,
      )
    await refused({ rho: -1 }, /^worstCaseSharpness: rho/)
    await refused({ norm: 'l1' }, /^worstCaseSharpness: norm must be one of l2, linf/)
    await refused({ m: 0 }, /^worstCaseSharpness: m/)
    await refused({ steps: 0 }, /^worstCaseSharpness: steps/)
    await refused({ starts: 2 }, /random starts need a key/)
    await expect(
      averageSharpness(goldenObjective, params, batch, { rho: 0.1, samples: 1, key: random.key(0) }),
    ).rejects.toThrow(/^averageSharpness: samples/)
    const infinite = {
      ...goldenObjective,
      loss: {
        ...goldenObjective.loss,
        perExample: (z: tf.Tensor) => tf.fill([z.shape[0] as number], Infinity),
      },
    }
    await expect(worstCaseSharpness(infinite, params, batch, { rho: 0.1 })).rejects.toThrow(
      /the loss is Infinity/,
    )
    expect(tf.memory().numTensors).toBe(live)
  }))
