import { orThrow, random, safetensors, scoped, tree } from '@planish/core'
import { crossEntropy } from '@planish/grad'
import { mlp } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { sgd } from './aliases/sgd.ts'
import { followedBy } from './followedBy.ts'
import { optimizerStep } from './optimizerStep.ts'
import { sam } from './rules/sam.ts'
import { cosine } from './schedules/cosine.ts'
import { warmUp } from './schedules/warmUp.ts'
import type { State } from './state.ts'
import { chain } from './transformations/chain.ts'
import { clipByGlobalNorm } from './transformations/clipByGlobalNorm.ts'

const objective = { model: mlp({ inputShape: [5], hidden: [4], classes: 3 }), loss: crossEntropy }

const optimizer = pipe(
  sam({ rho: 0.05, m: 1, term: 'jacobian' }),
  followedBy(clipByGlobalNorm(1)),
  followedBy(
    sgd({
      learningRate: warmUp({ steps: 3, to: cosine({ init: 0.1, steps: 10 }) }),
      momentum: 0.9,
      nesterov: true,
      weightDecay: 5e-4,
    }),
  ),
)

const batchOf = (step: number) => ({
  inputs: tf.tensor(random.normal(random.foldIn(random.key(1), step), 30), [6, 5]),
  labels: tf.tensor1d(random.randint(random.foldIn(random.key(2), step), 6, 0, 3), 'int32'),
})

type Point<S extends State> = { params: ReturnType<typeof objective.model.init>; state: S }

const start = () => {
  const params = objective.model.init(random.key(0))
  return { params, state: optimizer.init(params) }
}

type Own = Parameters<Parameters<typeof scoped>[0]>[0]

/** The point that the steps from `first` to before `last` lead to; all of them owned. */
function walk(
  own: Own,
  point: ReturnType<typeof start>,
  first: number,
  last: number,
): ReturnType<typeof start> {
  let { params, state } = point
  for (let step = first; step < last; step++) {
    const batch = own(batchOf(step))
    const next = optimizerStep(objective, optimizer, params, state, batch, random.key(step))
    own([next.params, next.losses])
    own(next.state)
    params = next.params
    state = next.state
  }
  return { params, state }
}

describe('an optimizer’s state', () => {
  it('goes through a file and continues bit for bit', () =>
    scoped(async own => {
      const halfway = walk(own, own(start()), 0, 4)
      const file = safetensors.encode(await safetensors.fromTree(halfway))
      const uninterrupted = walk(own, halfway, 4, 8)
      const stored = orThrow(safetensors.decode(file))
      const restored = own(orThrow(safetensors.toTree(own(start()), stored.tensors)))
      expect(restored.state[1][2].count).toBe(4)
      const resumed = walk(own, restored, 4, 8)
      const bytes = async (point: Point<State>) => safetensors.encode(await safetensors.fromTree(point))
      expect(await bytes(resumed)).toEqual(await bytes(uninterrupted))
      expect(resumed.state[1][2].count).toBe(8)
    }))

  it('holds the trace under the parameters’ names, and the count', () =>
    scoped(async own => {
      const { state } = own(start())
      expect(tree.entries<tf.Tensor | number>(state).map(({ path }) => path)).toEqual([
        '0.0.count',
        '1.1.trace.layers.0.bias',
        '1.1.trace.layers.0.kernel',
        '1.1.trace.layers.1.bias',
        '1.1.trace.layers.1.kernel',
        '1.2.count',
      ])
    }))
})

describe('a step', () => {
  it('consumes nothing and makes exactly what it returns', () =>
    scoped(async own => {
      const point = own(start())
      const batch = own(batchOf(0))
      const stored = await safetensors.fromTree(point)
      const live = tf.memory().numTensors
      const next = optimizerStep(objective, optimizer, point.params, point.state, batch, random.key(0))
      own([next.params, next.losses])
      own(next.state)
      const made = tree.leaves<tf.Tensor | number>([next.params, next.state, next.losses])
      const tensors = made.filter(leaf => leaf instanceof tf.Tensor)
      expect(tf.memory().numTensors).toBe(live + tensors.length)
      expect(new Set(tensors.map(({ id }) => id)).size).toBe(tensors.length)
      expect(await safetensors.fromTree(point)).toEqual(stored)
    }))

  it('counts once, however many gradients it takes', () =>
    scoped(async own => {
      const point = walk(own, own(start()), 0, 3)
      expect(point.state[1][2].count).toBe(3)
    }))

  it('with the rule’s transformations chained or followed one by one is the same', () =>
    scoped(async own => {
      const options = { learningRate: 0.1, momentum: 0.9 }
      const rule = sam({ rho: 0.05, m: 3 })
      const chained = followedBy(chain(clipByGlobalNorm(0.1), sgd(options)))(rule)
      const followed = pipe(rule, followedBy(clipByGlobalNorm(0.1)), followedBy(sgd(options)))
      const params = own(objective.model.init(random.key(0)))
      const batch = own(batchOf(0))
      const [a, b] = [
        optimizerStep(objective, chained, params, own(chained.init(params)), batch, random.key(0)),
        optimizerStep(objective, followed, params, own(followed.init(params)), batch, random.key(0)),
      ] as const
      own([a.params, a.losses, b.params, b.losses])
      own([a.state, b.state])
      expect(await safetensors.fromTree(a.params)).toEqual(await safetensors.fromTree(b.params))
      expect(tree.leaves<tf.Tensor | number>(a.state)).toHaveLength(6)
    }))
})
