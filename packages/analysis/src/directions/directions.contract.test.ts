import { random, scoped, tree } from '@planish/core'
import { crossEntropy } from '@planish/grad'
import { mlp } from '@planish/models'
import { plainGradient, sam } from '@planish/optim'
import { expectClose, naiveSam } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { directionCosines } from './directionCosines.ts'
import { interpolatedSam } from './interpolatedSam.ts'

const rho = 0.2
const examples = 6
const key = random.key(9)
const model = mlp({ inputShape: [4], hidden: [5], classes: 3 })
const objective = { model, loss: crossEntropy }
const setting = () => ({
  params: model.init(random.key(0)),
  batch: {
    inputs: tf.tensor(random.normal(random.key(1), examples * 4), [examples, 4]),
    labels: tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'),
  },
})

it.each([1, 4, 'batch'] as const)('the corners are SGD, L-SAM, J-SAM and SAM: m = %s', m =>
  scoped(async own => {
    if (tf.getBackend() === 'webgpu' && m !== 4) return // imitated in the tests, and slow
    const { params, batch } = own(setting())
    const directionOf = (logit: number, jacobian: number) => {
      const live = tf.memory().numTensors
      const { direction, losses } = interpolatedSam({ rho, m, logit, jacobian }).apply(
        objective,
        params,
        [],
        batch,
        key,
      )
      own([direction, losses])
      expect(tf.memory().numTensors - live).toBe(tree.leaves(direction).length + 1)
      return direction
    }
    const corners = [
      [0, 1, 'jacobian'],
      [1, 0, 'logit'],
      [1, 1, 'full'],
    ] as const
    for (const [logit, jacobian, term] of corners) {
      const corner = directionOf(logit, jacobian)
      const rule = sam({ rho, m, term }).apply(objective, params, { count: 0 }, batch, key)
      own([rule.direction, rule.losses])
      await expectClose(corner, rule.direction, 1e-6)
      const size = m === 'batch' ? examples : m
      await expectClose(corner, own(naiveSam(objective, params, batch, { rho, m: size, term })), 3e-6)
    }
    const sgd = plainGradient().apply(objective, params, [], batch, key)
    own([sgd.direction, sgd.losses])
    const origin = directionOf(0, 0)
    await expectClose(origin, sgd.direction, 1e-6)
    // Linear in a: halfway, and beyond.
    const [near, far] = [directionOf(0, 0.5), directionOf(1, 0.5)]
    const between = own(
      tree.map2(near, far, (x, y) => tf.tidy(() => tf.add(tf.mul(x, 1.5), tf.mul(y, -0.5)))),
    )
    await expectClose(directionOf(-0.5, 0.5), between, 1e-5)
  }),
)

it('refuses what is no number', () => {
  expect(() => interpolatedSam({ rho: -1, logit: 0, jacobian: 0 })).toThrow(/^interpolatedSam: rho/)
  expect(() => interpolatedSam({ rho, logit: NaN, jacobian: 0 })).toThrow(/^interpolatedSam: logit/)
})

it('tells the angles between rules, whole and in parts', () =>
  scoped(async own => {
    const { params, batch } = own(setting())
    const sgd = plainGradient()
    const rules = {
      sgd,
      back: {
        ...sgd,
        apply: ((...args: Parameters<typeof sgd.apply>) => {
          const { direction, ...rest } = sgd.apply(...args)
          const turned = tree.map(direction, leaf => tf.mul(leaf, -2))
          tf.dispose(tree.leaves(direction))
          return { direction: turned, ...rest }
        }) as typeof sgd.apply,
      },
      oneSam: sam({ rho, m: 1 }),
    }
    const found = await directionCosines(objective, params, batch, rules, { key })
    expect(found.names).toEqual(['sgd', 'back', 'oneSam'])
    expect(Object.keys(found.layers)).toEqual(['layers.0', 'layers.1'])
    expect(Object.keys(found.leaves)).toEqual(tree.entries(params).map(({ path }) => path))
    for (const { cosines, norms } of [
      found,
      ...Object.values(found.layers),
      ...Object.values(found.leaves),
    ]) {
      for (const [index, row] of cosines.entries()) expect(row[index]).toBeCloseTo(1, 6)
      expect(cosines[0]?.[1]).toBeCloseTo(-1, 6)
      expect((norms[1] as number) / (norms[0] as number)).toBeCloseTo(2, 5)
      expect(cosines[0]?.[2]).toBeCloseTo(-(cosines[1]?.[2] as number), 6)
    }
    // Against the definition, on the vectors themselves.
    const flatten = async (direction: typeof params): Promise<number[]> => {
      const parts = await Promise.all(tree.leaves(direction).map(leaf => leaf.data()))
      return parts.flatMap(part => Array.from(part))
    }
    const first = sgd.apply(objective, params, [], batch, key)
    const second = rules.oneSam.apply(objective, params, { count: 0 }, batch, key)
    own([first.direction, first.losses, second.direction, second.losses])
    const [a, b] = [await flatten(first.direction), await flatten(second.direction)]
    const dot = (a: readonly number[] = [], b: readonly number[] = []) =>
      a.reduce((sum, x, index) => sum + x * (b[index] ?? NaN), 0)
    expect(found.cosines[0]?.[2]).toBeCloseTo(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)), 5)
    await expect(directionCosines(objective, params, batch, {}, { key })).rejects.toThrow(/no rules/)
  }))
