import { nativeStatus } from '@planish/backend/native'
import { expectClose } from '@planish/testing'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { fusedProducts } from '../fused/fusedKernels.ts'
import { kernelsOf } from '../fused/kernelsOf.fixture.ts'
import { composed, tolerance } from './checkConvolutions.fixture.ts'
import { convolutionFilterGradient } from './convolutionFilterGradient.ts'
import { type ConvolutionCase, convolutionCases, operandsOf } from './definition.fixture.ts'
import type { ConvGeometry } from './geometry.ts'
import { groupConvolution } from './groupConvolution.ts'
import { groupConvolutionInputGradient } from './groupConvolutionInputGradient.ts'
import { groupFilterGradients } from './groupFilterGradients.ts'

const plain: ConvGeometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' }
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed)

/** Sizes for which the kernels cut rows, columns, channels and windows into several pieces, the last one smaller. */
const manyPieces: readonly ConvolutionCase[] = (
  [
    [[2, 40, 41, 5], 19, 2],
    [[3, 9, 7, 300], 9, 3],
    [[2, 6, 5, 7], 270, 2],
    [[4, 5, 6, 37], 41, 2],
    [[9, 4, 4, 3], 17, 9],
  ] as const
).map(([input, outputs, groups]) => ({
  ...plain,
  name: `${input.join('×')} → ${outputs} in ${groups} groups`,
  input: [...input],
  kernelSize: [3, 3],
  outputs,
  groups,
}))

describe("the native binding's own convolutions", () => {
  beforeEach(async context => {
    if (tf.getBackend() !== 'tensorflow') context.skip('another backend')
    const status = await nativeStatus()
    if (!status.installed || status.kind !== 'planish') context.skip("tfjs-node's own binding")
    // Only some processors have them; elsewhere the composed form runs, and is tested as such.
    if (fusedProducts() === undefined) context.skip('no kernels that multiply matrices for this processor')
  })

  it('are what runs', () => {
    const [x, filters] = [random([4, 5, 5, 3], 1), random([2, 3, 3, 3, 2], 2)]
    const ran = (f: () => Tensor | Tensor[]): string[] => kernelsOf(() => tf.dispose(f()))
    expect(ran(() => groupConvolution(x, filters, plain))).toEqual(['Planish1Convolve'])
    const both = tf.grads((at: Tensor, own: Tensor) => groupConvolution(at, own, plain))
    expect(ran(() => both([x, filters]))).toEqual([
      'Planish1Convolve',
      'Planish1ConvolveInputGrad',
      'Planish1ConvolveFilterGrads',
    ])
    expect(ran(() => convolutionFilterGradient(x, x, [3, 3], plain))).toContain('Planish1ConvolveFilterGrads')
    tf.dispose([x, filters])
  })

  it.each([...convolutionCases.filter(({ groups }) => groups > 1), ...manyPieces])(
    'agree with the composed form: $name',
    async of => {
      const { x, filters, dy } = operandsOf(of, false)
      const found = [
        groupConvolution(x, filters, of),
        groupConvolutionInputGradient(dy, filters, of.input, of),
        groupFilterGradients(x, dy, of.groups, of.kernelSize, of),
      ]
      const expected = tf.tidy(() => [
        composed.forward(x, filters, of),
        composed.inX(dy, filters, of.input, of),
        composed.inFilters(x, dy, of.groups, of.kernelSize, of),
      ])
      // Sums of up to 2,700 products, in another order.
      await expectClose(found, expected, tolerance)
      tf.dispose([x, filters, dy, found, expected])
    },
  )

  it('agree with the composed form for a whole batch, where its sum is shared out', async () => {
    const [x, dy] = [random([16, 16, 24, 5], 1), random([16, 16, 24, 35], 2)]
    const found = convolutionFilterGradient(x, dy, [3, 3], plain)
    const expected = tf.tidy(() => tf.sum(composed.inFilters(x, dy, 16, [3, 3], plain), 0))
    // Sums of 6,000 products: rounding grows with their square root.
    await expectClose(found, expected, 1e-5)
    tf.dispose([x, dy, found, expected])
  })

  it('give the same bits each time, however the threads share the work', async () => {
    const [x, dy] = [random([16, 16, 24, 5], 1), random([16, 16, 24, 35], 2)]
    const filters = random([2, 3, 3, 5, 35], 3)
    const once = (): Tensor[] => [
      groupConvolution(x, filters, plain),
      groupConvolutionInputGradient(dy, filters, x.shape, plain),
      groupFilterGradients(x, dy, 2, [3, 3], plain),
      convolutionFilterGradient(x, dy, [3, 3], plain),
    ]
    const first = once()
    for (let time = 0; time < 5; time++) {
      const again = once()
      await expectClose(again, first, 0)
      tf.dispose(again)
    }
    tf.dispose([x, dy, filters, first])
  })

  it('have second derivatives', async () => {
    const of = convolutionCases.find(({ name }) => name === '3×3, stride 2 and dilation 2') as ConvolutionCase
    const { x, filters, dy } = operandsOf(of, false)
    const second = (f: (at: Tensor, own: Tensor) => Tensor): Tensor[] => {
      const first = tf.grads((at: Tensor, own: Tensor) => tf.sum(tf.square(f(at, own))))
      const length = (at: Tensor, own: Tensor): Tensor =>
        tf.addN(first([at, own]).map(part => tf.sum(tf.square(part))))
      return tf.tidy(() => tf.grads(length)([x, filters]))
    }
    const found = second((at, own) => groupConvolution(at, own, of))
    const expected = second((at, own) => composed.forward(at, own, of))
    await expectClose(found, expected, 1e-5)
    tf.dispose([x, filters, dy, found, expected])
  })

  it('keep what is not a number where a window sees it, and let it go no further', async () => {
    const x = tf.tidy(() => tf.tensor4d([Number.NaN, 1, 1, 1, 1, 1, 1, 1], [2, 4, 1, 1]))
    const filters = tf.ones([2, 3, 1, 1, 1])
    const y = groupConvolution(x, filters, plain)
    expect([...(await y.data())]).toEqual([Number.NaN, Number.NaN, 3, 2, 2, 3, 3, 2])
    tf.dispose([x, filters, y])
  })

  it('refuse what does not fit', () => {
    const run = fusedProducts()
    const [x, filters] = [random([3, 4, 4, 2], 1), random([2, 3, 3, 2, 2], 2)]
    const windows = [4, 4, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1]
    expect(() => run?.('Planish1Convolve', [x, filters], 1, { windows })).toThrow('do not fit')
    expect(() => groupConvolution(x, filters, plain)).toThrow('2 equal groups')
    tf.dispose([x, filters])
  })
})
