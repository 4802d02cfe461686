import { expectClose } from '@planish/testing'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { expectGroupsByDefinition, expectSharedByDefinition, tolerance } from './checkConvolutions.fixture.ts'
import { byDefinition, convolutionCases, operandsOf } from './definition.fixture.ts'
import { depthwiseConvolution } from './depthwiseConvolution.ts'
import { depthwiseFilterGradient } from './depthwiseFilterGradient.ts'
import { depthwiseInputGradient } from './depthwiseInputGradient.ts'
import { groupDepthwiseConvolution } from './groupDepthwiseConvolution.ts'
import { groupDepthwiseFilterGradients } from './groupDepthwiseFilterGradients.ts'
import { groupDepthwiseInputGradient } from './groupDepthwiseInputGradient.ts'
import { patches } from './patches.ts'
import { patchesAdjoint } from './patchesAdjoint.ts'

describe.each(convolutionCases)('$name', of => {
  const { kernelSize, groups, input } = of

  it('is, in groups, what its definition says', () => expectGroupsByDefinition(of))

  it('is, with one filter for all, what its definition says', () => expectSharedByDefinition(of))

  it('depthwise is, in groups, what its definition says', async () => {
    const operands = operandsOf(of, true)
    const { x, filters, dy } = operands
    const { y, inX, inFilters, patches: rows } = await byDefinition(of, true, operands)
    const found = {
      y: groupDepthwiseConvolution(x, filters, of),
      inX: groupDepthwiseInputGradient(dy, filters, input, of),
      inFilters: groupDepthwiseFilterGradients(x, dy, groups, kernelSize, of),
    }
    await expectClose(found, { y, inX, inFilters }, tolerance)
    tf.dispose([operands, y, inX, inFilters, rows, found])
  })

  it('depthwise is, with one filter for all, what its definition says', async () => {
    const alike = { ...of, groups: 1 }
    const operands = operandsOf(alike, true)
    const { x, filters, dy } = operands
    const { y, inX, inFilters, patches: rows } = await byDefinition(alike, true, operands)
    const filter = tf.squeeze(filters, [0])
    const found = {
      y: depthwiseConvolution(x, filter, of),
      inX: depthwiseInputGradient(dy, filter, input, of),
      inFilters: tf.tidy(() => tf.expandDims(depthwiseFilterGradient(x, dy, kernelSize, of))),
    }
    await expectClose(found, { y, inX, inFilters }, tolerance)
    tf.dispose([operands, y, inX, inFilters, rows, filter, found])
  })

  it('⟨patches(x), u⟩ = ⟨x, patchesAdjoint(u)⟩', async () => {
    const { x, filters, dy } = operandsOf(of, false)
    const rows = patches(x, kernelSize, of)
    const u = tf.randomUniform(rows.shape, -1, 1, 'float32', 1)
    const back = patchesAdjoint(u, input, kernelSize, of)
    const inner = (a: Tensor, b: Tensor): Tensor => tf.tidy(() => tf.sum(tf.mul(a, b)))
    const size = tf.tidy(() => tf.sum(tf.abs(tf.mul(rows, u))))
    const [one, other] = [inner(rows, u), inner(x, back)]
    const values = await Promise.all(
      [one, other, size].map(async scalar => (await scalar.data())[0] as number),
    )
    expect(back.shape).toEqual(input)
    expect(Math.abs((values[0] as number) - (values[1] as number)) / (values[2] as number)).toBeLessThan(
      tolerance,
    )
    tf.dispose([x, filters, dy, rows, u, back, one, other, size])
  })
})
