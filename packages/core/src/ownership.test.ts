import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { disposeTree, scoped, tidy } from './ownership.ts'

const live = () => tf.memory().numTensors

describe('tidy', () => {
  it('frees all but what is returned, at any depth and beside other things', () => {
    const before = live()
    const result = tidy(() => {
      const doubled = tf.mul(tf.ones([3]), 2)
      return { sums: [tf.sum(doubled)], name: 'sum', count: 3, f: () => 1 }
    })
    expect(live()).toBe(before + 1)
    expect(result).toMatchObject({ name: 'sum', count: 3 })
    tf.dispose(result.sums)
  })

  it('frees everything when it throws', () => {
    const before = live()
    expect(() =>
      tidy(() => {
        tf.ones([3])
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(live()).toBe(before)
  })
})

describe('disposeTree', () => {
  it('frees every tensor of a tree and passes over numbers', () => {
    const before = live()
    const state = { trace: [tf.ones([2]), { bias: tf.zeros([1]) }], count: 3 }
    expect(live()).toBe(before + 2)
    disposeTree(state)
    expect(live()).toBe(before)
    disposeTree(state) // again: nothing left to free
    disposeTree(5)
    expect(live()).toBe(before)
  })
})

describe('scoped', () => {
  it('gives back what it is given, and frees it at the end, over awaits', async () => {
    const before = live()
    const total = await scoped(async own => {
      const params = own({ layers: [tf.ones([3])], step: 1 })
      const [tensor] = params.layers as [tf.Tensor]
      await tensor.data()
      const sum = own(tf.sum(tensor))
      expect(live()).toBe(before + 2)
      return (await sum.data())[0]
    })
    expect(total).toBe(3)
    expect(live()).toBe(before)
  })

  it('frees what it owns when the function throws, before or after an await', async () => {
    const before = live()
    const early = scoped(own => {
      own(tf.ones([3]))
      throw new Error('early')
    })
    await expect(early).rejects.toThrow('early')
    const late = scoped(async own => {
      own([tf.ones([3]), tf.ones([3])])
      await Promise.resolve()
      throw new Error('late')
    })
    await expect(late).rejects.toThrow('late')
    expect(live()).toBe(before)
  })

  it('leaves alone what it does not own', async () => {
    const kept = await scoped(async own => {
      own(tf.ones([1]))
      return tf.ones([2])
    })
    expect(kept.isDisposed).toBe(false)
    kept.dispose()
  })

  it('lets scopes run side by side', async () => {
    const before = live()
    const one = (delay: number) =>
      scoped(async own => {
        const tensor = own(tf.scalar(delay))
        await new Promise(resolve => setTimeout(resolve, delay))
        return (await tensor.data())[0]
      })
    expect(await Promise.all([one(20), one(1), one(10)])).toEqual([20, 1, 10])
    expect(live()).toBe(before)
  })
})
