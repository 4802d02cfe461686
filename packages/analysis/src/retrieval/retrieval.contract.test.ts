import type { Tree } from '@planish/core'
import { disposeTree, random, scoped } from '@planish/core'
import type { BatchObjective, Model } from '@planish/grad'
import { differentiate } from '@planish/grad'
import { expectClose } from '@planish/testing'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { contrastive } from './losses/contrastive.ts'
import { proxyNca } from './losses/proxyNca.ts'
import { triplet } from './losses/triplet.ts'
import golden from './retrieval.golden.json' with { type: 'json' }
import { retrieval } from './retrieval.ts'

describe.each(golden.scores)('retrieval by $metric', expected => {
  it.each([256, 7])('against NumPy, %d queries at once', chunk =>
    scoped(async own => {
      const embeddings = own(tf.tensor2d(golden.embeddings))
      const metric = expected.metric === 'cosine' ? 'cosine' : 'euclidean'
      const found = await retrieval(embeddings, golden.classes, { metric, at: [1, 2, 5], chunk })
      expect(found.queries).toBe(expected.queries)
      for (const [k, value] of Object.entries(expected.recall)) {
        expect(found.recall[Number(k)]).toBeCloseTo(value, 10)
      }
      expect(found.rPrecision).toBeCloseTo(expected.rPrecision, 10)
      expect(found.mapAtR).toBeCloseTo(expected.mapAtR, 10)
    }),
  )
})

it('takes equally near examples in their order, and says what is wrong', () =>
  scoped(async own => {
    const same = own(tf.ones([4, 2]))
    // Every query's neighbours are 0, 1, 2, 3 without itself: of classes 0 0 1 1 only 0 and 1 find theirs first.
    expect(await retrieval(same, [0, 0, 1, 1], { at: [1] })).toEqual({
      recall: { 1: 0.5 },
      rPrecision: 0.5,
      mapAtR: 0.5,
      queries: 4,
    })
    await expect(retrieval(same, [0, 1])).rejects.toThrow(/2 labels for 4 examples/)
    await expect(retrieval(same, [0, 1, 2, 3])).rejects.toThrow(/no class has two/)
    await expect(retrieval(same, [0, 0, 1, 1], { at: [0] })).rejects.toThrow(/k must be a whole number/)
    await expect(retrieval(own(tf.ones([4])), [0, 0, 1, 1])).rejects.toThrow(/not \[n, d\]/)
  }))

/** Whose parameters are the embeddings themselves. */
const table: Model<{ x: Tensor }> = {
  init: () => ({ x: tf.tensor2d(golden.x) }),
  apply:
    () =>
    ({ x }) =>
      tf.clone(x),
}

/** Value and gradient at the golden point. */
const gradientOf = <P extends Tree>(objective: BatchObjective<P>, params: P) =>
  scoped(async own => {
    const batch = own({ inputs: tf.zeros([golden.x.length, 1]), labels: tf.tensor1d(golden.labels, 'int32') })
    return differentiate(params, () => ({ value: objective.batchLoss(params, batch), also: [] }))
  })

it.each(golden.losses)('$kind $options against NumPy', ({ kind, options, ...expected }) =>
  scoped(async own => {
    const x = own(tf.tensor2d(golden.x))
    const gradient = own(tf.tensor2d(expected.gradient))
    const expectLoss = async (value: Tensor): Promise<void> =>
      expect((await value.data())[0]).toBeCloseTo(expected.loss, 5)
    if (kind === 'proxyNca') {
      const params = { network: { x }, proxies: own(tf.tensor2d(golden.proxies)) }
      const found = own({ ...(await gradientOf(proxyNca(table, { scale: options.scale ?? 0 }), params)) })
      await expectLoss(found.value)
      await expectClose(found.gradient.network.x, gradient, 2e-5)
      await expectClose(found.gradient.proxies, own(tf.tensor2d(expected.proxyGradient ?? [])), 2e-5)
      return
    }
    const margin = options.margin ?? 0
    const mining = options.mining === 'all' || options.mining === 'active' ? options.mining : 'hard'
    const objective = kind === 'triplet' ? triplet(table, { margin, mining }) : contrastive(table, { margin })
    const found = own({ ...(await gradientOf(objective, { x })) })
    await expectLoss(found.value)
    await expectClose(found.gradient.x, gradient, 5e-5)
  }),
)

it('a batch without pairs, triplets or differences has a finite loss and gradient', () =>
  scoped(async own => {
    const params = own({ x: tf.ones([7, 3]) })
    for (const objective of [
      contrastive(table),
      triplet(table, { mining: 'hard' }),
      triplet(table, { mining: 'all' }),
      triplet(table, { mining: 'active' }),
    ]) {
      const { value, gradient } = await gradientOf(objective, params)
      expect(Number.isFinite((await value.data())[0])).toBe(true)
      await expectClose(gradient.x, own(tf.zeros([7, 3])), 0)
      disposeTree([value, gradient])
    }
  }))

it('refuses options and shapes that would go wrong', () =>
  scoped(async own => {
    expect(() => contrastive(table, { margin: 0 })).toThrow(/margin/)
    expect(() => triplet(table, { margin: -1 })).toThrow(/margin/)
    expect(() => proxyNca(table, { scale: 0 })).toThrow(/scale/)
    expect(() => proxyNca(table).init(random.key(0), 1, 3)).toThrow(/classes/)
    const params = own({ x: tf.ones([7, 3]) })
    const soft = own({ inputs: tf.zeros([7, 1]), labels: tf.zeros([7, 2]) })
    expect(() => tf.tidy(() => contrastive(table).batchLoss(params, soft))).toThrow(
      /float32 labels of shape \[7, 2\]/,
    )
    const proxied = { network: params, proxies: own(tf.ones([4, 2])) }
    const hard = own({ inputs: soft.inputs, labels: tf.zeros([7], 'int32') })
    expect(() => tf.tidy(() => proxyNca(table).batchLoss(proxied, hard))).toThrow(/proxies of shape \[4, 2\]/)
  }))
