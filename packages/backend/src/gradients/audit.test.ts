import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../useBackend.ts'
import { differentiable, notDifferentiable } from './differentiable.fixture.ts'
import { installGradients } from './installGradients.ts'

const kernelsOf = (backend: string) =>
  new Map(tf.getKernelsForBackend(backend).map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]))

/** The kernels that are not what they were. */
const changed = (before: ReturnType<typeof kernelsOf>, after: ReturnType<typeof kernelsOf>): string[] =>
  [...after].flatMap(([name, kernel]) => (before.get(name) === kernel ? [] : [name])).sort()

describe('on wasm', () => {
  let own: ReturnType<typeof kernelsOf>

  beforeAll(async () => {
    await import('@tensorflow/tfjs-backend-wasm')
    own = kernelsOf('wasm')
    expect(E.isRight(await useBackend('wasm')())).toBe(true)
  })
  afterAll(() => tf.setBackend('cpu'))

  it('every operation that tfjs can differentiate is tested', () => {
    const withGradient = [...kernelsOf('wasm').keys()].filter(name => tf.getGradient(name) !== undefined)
    const listed = [...differentiable.map(({ kernel }) => kernel), ...notDifferentiable]
    expect(withGradient.filter(name => !listed.includes(name))).toEqual([])
    expect(listed.filter(name => !withGradient.includes(name))).toEqual([])
  })

  it.each(differentiable)(
    '$name can be differentiated: its gradient asks for no kernel that is missing',
    async operation => {
      const operands = operation.operands()
      const { kernelNames } = await tf.profile(() => {
        tf.tidy(() => {
          operation.apply(...operands)
        })
        return []
      })
      expect(kernelNames, 'the case runs the kernel that it is listed for').toContain(operation.kernel)
      const gradients = tf.grads((...at: Tensor[]) => operation.apply(...at))(operands)
      expect(gradients.map(({ shape }) => shape)).toEqual(operands.map(({ shape }) => shape))
      tf.dispose([operands, gradients])
    },
  )

  it('only these kernels are supplied, and only once', () => {
    expect(changed(own, kernelsOf('wasm'))).toEqual([
      'AvgPool',
      'AvgPool3DGrad',
      'AvgPoolGrad',
      'BatchMatMul',
      'Conv2D',
      'Conv2DBackpropFilter',
      'Conv2DBackpropInput',
      'Conv3DBackpropFilterV2',
      'Conv3DBackpropInputV2',
      'DepthwiseConv2dNative',
      'DepthwiseConv2dNativeBackpropFilter',
      'DepthwiseConv2dNativeBackpropInput',
      'Einsum',
      'GatherV2',
      'Identity',
      'MaxPool',
      'MaxPool3D',
      'MaxPool3DGrad',
      'MaxPoolGrad',
      'Prelu',
      'ResizeBilinearGrad',
      'ResizeNearestNeighborGrad',
      'Slice',
      'SplitV',
      'Unpack',
      'UnsortedSegmentSum',
      '_FusedMatMul',
    ])
    const supplied = kernelsOf('wasm')
    installGradients()
    expect(changed(supplied, kernelsOf('wasm'))).toEqual([])
  })
})
