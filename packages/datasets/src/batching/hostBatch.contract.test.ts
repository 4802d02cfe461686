import { disposeTree } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { batchOf, toTensors } from './hostBatch.ts'

const images = {
  name: 'images',
  inputs: Uint8Array.of(0, 255, 51, 102, 1, 2, 3, 4),
  inputShape: [2, 2, 1],
  labels: Int32Array.of(5, 6),
  classes: 10,
  scale: { divide: 255, mean: 0.286 },
}

describe('batchOf', () => {
  it('scales bytes: x / 255 − 0.286', () => {
    const { inputs, shape, labels } = batchOf(images, Int32Array.of(1, 0, 0))
    const scaled = (x: number): number => Math.fround(x / 255 - 0.286)
    expect(shape).toEqual([3, 2, 2, 1])
    expect([...labels]).toEqual([6, 5, 5])
    expect([...inputs]).toEqual([1, 2, 3, 4, 0, 255, 51, 102, 0, 255, 51, 102].map(scaled))
    expect(inputs[5]).toBeCloseTo(0.714, 6)
  })

  it('scales floats likewise', () => {
    const dataset = { ...digits(4, 2), scale: { divide: 2, mean: 1 } }
    expect([...batchOf(dataset, [3]).inputs]).toEqual([0.5, -2.5])
  })

  it('does not mix up data sets that differ in scale alone', () => {
    const raw = { ...images, scale: { divide: 1, mean: 0 } }
    expect(batchOf(images, [0]).inputs[1]).toBeCloseTo(0.714, 6)
    expect(batchOf(raw, [0]).inputs[1]).toBe(255)
  })

  it.each([2, -1, 0.5])('throws at index %d', index => {
    expect(() => batchOf(images, [index])).toThrow(`"images" of 2 examples has no example ${index}`)
  })
})

describe('toTensors', () => {
  it('hands over float32 inputs and int32 labels', async () => {
    const host = batchOf(images, [1, 0])
    const { inputs, labels } = toTensors(host)
    expect([inputs.shape, inputs.dtype]).toEqual([[2, 2, 2, 1], 'float32'])
    expect([labels.shape, labels.dtype]).toEqual([[2], 'int32'])
    expect([...(await inputs.data())]).toEqual([...host.inputs])
    expect([...(await labels.data())]).toEqual([6, 5])
    disposeTree([inputs, labels])
  })
})
