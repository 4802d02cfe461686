import { PlanishError } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { matMul } from '../matMul.ts'
import type { ConvGeometry } from './geometry.ts'
import { patches } from './patches.ts'
import { patchesAdjoint } from './patchesAdjoint.ts'
import { shiftedGram, shiftedGramAdjoint } from './shiftedGram.ts'

const geometry = (rate: number): ConvGeometry => ({
  strides: [1, 1],
  dilations: [rate, rate],
  padding: 'same',
})

describe.each([
  { shape: [2, 5, 4, 3], kernelSize: [3, 3], rate: 1 },
  { shape: [1, 4, 6, 2], kernelSize: [5, 1], rate: 1 },
  { shape: [2, 6, 5, 2], kernelSize: [3, 3], rate: 2 },
  { shape: [2, 2, 3, 1], kernelSize: [7, 7], rate: 1 },
  { shape: [2, 3, 3, 4], kernelSize: [1, 1], rate: 1 },
] as { shape: [number, number, number, number]; kernelSize: [number, number]; rate: number }[])(
  'the pixel Gram of $shape for $kernelSize, dilation $rate',
  ({ shape, kernelSize, rate }) => {
    const size = shape[1] * shape[2]

    it('is the Gram of the patches', async () => {
      const xs = tf.randomUniform(shape, -1, 1, 'float32', 1)
      const us = tf.randomUniform(shape, -1, 1, 'float32', 2)
      const found = shiftedGram(xs, us, kernelSize, geometry(rate))
      const rows = [xs, us].map(images => patches(images, kernelSize, geometry(rate)))
      const expected = matMul(rows[0] as tf.Tensor, rows[1] as tf.Tensor, false, true)
      // Sums of some hundred products, in another order.
      await expectClose(found, expected, 3e-6)
      tf.dispose([xs, us, found, rows, expected])
    })

    it('has as gradient what the Gram of the patches has', async () => {
      const us = tf.randomUniform(shape, -1, 1, 'float32', 2)
      const dK = tf.randomUniform([shape[0], size, size], -1, 1, 'float32', 3)
      const found = shiftedGramAdjoint(dK, us, kernelSize, geometry(rate))
      const rows = patches(us, kernelSize, geometry(rate))
      const inPatches = matMul(dK, rows)
      const expected = patchesAdjoint(inPatches, shape, kernelSize, geometry(rate))
      await expectClose(found, expected, 3e-6)
      tf.dispose([us, dK, found, rows, inPatches, expected])
    })
  },
)

it('refuses geometries for which the sum over shifts is another', () => {
  const x = tf.ones([1, 4, 4, 1])
  const refused = (kernelSize: [number, number], changed: Partial<ConvGeometry>) => () =>
    shiftedGram(x, x, kernelSize, { ...geometry(1), ...changed })
  expect(refused([3, 3], { strides: [2, 2] })).toThrow(PlanishError)
  expect(refused([2, 3], {})).toThrow(PlanishError)
  expect(refused([3, 3], { padding: 'valid' })).toThrow(PlanishError)
  x.dispose()
})
