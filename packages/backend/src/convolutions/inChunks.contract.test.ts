import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { inChunks } from './inChunks.ts'

it('passes every group on once, in order, at most so many at a time', async () => {
  const [x, perGroup] = [tf.range(0, 10), tf.range(0, 5)]
  const sizes: number[] = []
  const found = inChunks([x, perGroup], 5, 2, (examples, own) => {
    sizes.push(own.size)
    return tf.add(tf.mul(tf.reshape(examples, [-1, 2]), 10), tf.reshape(own, [-1, 1]))
  })
  const expected = tf.tensor2d([
    [0, 10],
    [21, 31],
    [42, 52],
    [63, 73],
    [84, 94],
  ])
  await expectClose(found, expected, 0)
  expect(sizes).toEqual([2, 2, 1])
  tf.dispose([x, perGroup, found, expected])
})
