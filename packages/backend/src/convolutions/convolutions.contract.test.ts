import { expectClose } from '@planish/testing'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { convolution } from './convolution.ts'
import { convolutionFilterGradient } from './convolutionFilterGradient.ts'
import { convolutionInputGradient } from './convolutionInputGradient.ts'
import { byDefinition, convolutionCases, operandsOf } from './definition.fixture.ts'
import { depthwiseConvolution } from './depthwiseConvolution.ts'
import { depthwiseFilterGradient } from './depthwiseFilterGradient.ts'
import { depthwiseInputGradient } from './depthwiseInputGradient.ts'
import { groupConvolution } from './groupConvolution.ts'
import { groupConvolutionInputGradient } from './groupConvolutionInputGradient.ts'
import { groupDepthwiseConvolution } from './groupDepthwiseConvolution.ts'
import { groupDepthwiseFilterGradients } from './groupDepthwiseFilterGradients.ts'
import { groupDepthwiseInputGradient } from './groupDepthwiseInputGradient.ts'
import { groupFilterGradients } from './groupFilterGradients.ts'
import { patches } from './patches.ts'
import { patchesAdjoint } from './patchesAdjoint.ts'

/**
 * Relative to the largest element. Sums of at most a few hundred products of single-precision numbers are rounded by
 * some 1e-7 · √terms of their size; a misplaced window is wrong by 0.1 or more.
 */
const tolerance = 3e-6

describe.each(convolutionCases)('$name', of => {
  const { kernelSize, groups, input } = of

  it('is, in groups, what its definition says', async () => {
    const operands = operandsOf(of, false)
    const { x, filters, dy } = operands
    const { y, inX, inFilters, patches: rows } = await byDefinition(of, false, operands)
    const found = {
      y: groupConvolution(x, filters, of),
      inX: groupConvolutionInputGradient(dy, filters, input, of),
      inFilters: groupFilterGradients(x, dy, groups, kernelSize, of),
      rows: patches(x, kernelSize, of),
    }
    await expectClose(found, { y, inX, inFilters, rows }, tolerance)
    tf.dispose([operands, y, inX, inFilters, rows, found])
  })

  it('is, with one filter for all, what its definition says', async () => {
    const alike = { ...of, groups: 1 }
    const operands = operandsOf(alike, false)
    const { x, filters, dy } = operands
    const { y, inX, inFilters, patches: rows } = await byDefinition(alike, false, operands)
    const filter = tf.squeeze(filters, [0])
    const found = {
      y: convolution(x, filter, of),
      inX: convolutionInputGradient(dy, filter, input, of),
      inFilters: tf.tidy(() => tf.expandDims(convolutionFilterGradient(x, dy, kernelSize, of))),
    }
    await expectClose(found, { y, inX, inFilters }, tolerance)
    tf.dispose([operands, y, inX, inFilters, rows, filter, found])
  })

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
