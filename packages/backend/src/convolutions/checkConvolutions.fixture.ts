import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { composedConvolution } from './composedConvolution.ts'
import { composedFilterGradients } from './composedFilterGradients.ts'
import { composedInputGradient } from './composedInputGradient.ts'
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

/** A convolution with filters of each group's own, and its gradients. */
export interface GroupConvolutions {
  readonly forward: typeof groupConvolution
  readonly inX: typeof groupConvolutionInputGradient
  readonly inFilters: typeof groupFilterGradients
}

const whole: GroupConvolutions = {
  forward: groupConvolution,
  inX: groupConvolutionInputGradient,
  inFilters: groupFilterGradients,
}

/** As where no kernel of Planish's own runs; of more than one group. */
export const composed: GroupConvolutions = {
  forward: composedConvolution,
  inX: composedInputGradient,
  inFilters: composedFilterGradients,
}

/** Compares the convolutions with filters of each group's own, and their gradients, with their definition. */
export async function expectGroupsByDefinition(
  of: ConvolutionCase,
  { forward, inX: pullback, inFilters: filterGradients } = whole,
): Promise<void> {
  const operands = operandsOf(of, false)
  const { x, filters, dy } = operands
  const { y, inX, inFilters, patches: rows } = await byDefinition(of, false, operands)
  const found = {
    y: forward(x, filters, of),
    inX: pullback(dy, filters, of.input, of),
    inFilters: filterGradients(x, dy, of.groups, of.kernelSize, of),
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
