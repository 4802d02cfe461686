import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { addAll } from './addAll.ts'

describe('addAll', () => {
  it.each([1, 2, 7, 8, 50, 60])('adds %i tensors', async count => {
    const tensors = Array.from({ length: count }, (_, index) => tf.tensor1d([index, 1]))
    const sum = addAll(tensors)
    expect(Array.from(await sum.data())).toEqual([(count * (count - 1)) / 2, count])
    tf.dispose([tensors, sum])
  })
})
