import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { convolution } from './convolution.ts'
import { convolutionFilterGradient } from './convolutionFilterGradient.ts'
import { convolutionInputGradient } from './convolutionInputGradient.ts'
import { byDefinition, type ConvolutionCase, operandsOf } from './definition.fixture.ts'
import { groupConvolution } from './groupConvolution.ts'
import { groupConvolutionInputGradient } from './groupConvolutionInputGradient.ts'
import { groupFilterGradients } from './groupFilterGradients.ts'
import { patches } from './patches.ts'

/**
 * Relative to the largest element. Sums of at most a few hundred products of single-precision numbers are rounded by
 * some 1e-7 · √terms of their size; a misplaced window is wrong by 0.1 or more.
 */
export const tolerance = 3e-6

/** Compares the convolutions with filters of each group's own, and their gradients, with their definition. */
export async function expectGroupsByDefinition(of: ConvolutionCase): Promise<void> {
  const operands = operandsOf(of, false)
  const { x, filters, dy } = operands
  const { y, inX, inFilters, patches: rows } = await byDefinition(of, false, operands)
  const found = {
    y: groupConvolution(x, filters, of),
    inX: groupConvolutionInputGradient(dy, filters, of.input, of),
    inFilters: groupFilterGradients(x, dy, of.groups, of.kernelSize, of),
    rows: patches(x, of.kernelSize, of),
  }
  await expectClose(found, { y, inX, inFilters, rows }, tolerance)
  tf.dispose([operands, y, inX, inFilters, rows, found])
}

/** Compares the convolution with one filter for all, and its gradients, with their definition. */
export async function expectSharedByDefinition(of: ConvolutionCase): Promise<void> {
  const alike = { ...of, groups: 1 }
  const operands = operandsOf(alike, false)
  const { x, filters, dy } = operands
  const { y, inX, inFilters, patches: rows } = await byDefinition(alike, false, operands)
  const filter = tf.squeeze(filters, [0])
  const found = {
    y: convolution(x, filter, of),
    inX: convolutionInputGradient(dy, filter, of.input, of),
    inFilters: tf.tidy(() => tf.expandDims(convolutionFilterGradient(x, dy, of.kernelSize, of))),
  }
  await expectClose(found, { y, inX, inFilters }, tolerance)
  tf.dispose([operands, y, inX, inFilters, rows, filter, found])
}
