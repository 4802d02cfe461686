import type { GradConfig } from '@tensorflow/tfjs-core'
import { getBackend, getGradient, registerGradient, unregisterGradient } from '@tensorflow/tfjs-core'
import { addGradient } from './add.ts'
import { argMaxKernel, argMinKernel } from './argExtremum.ts'
import { avgPool3dBackprop, avgPoolBackprop } from './avgPool.ts'
import { batchMatMulGradient, batchMatMulKernel, fusedMatMulKernel } from './batchMatMul.ts'
import { conv2dBackpropFilter, conv2dBackpropInput, conv2dGradient } from './conv2d.ts'
import { conv3dBackpropFilter, conv3dBackpropInput } from './conv3d.ts'
import { cumprodKernel, cumsumGradient, cumsumKernel } from './cumulative.ts'
import {
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  depthwiseConv2dGradient,
  depthwiseKernel,
} from './depthwiseConv2d.ts'
import { einsumGradient, einsumKernel } from './einsum.ts'
import { paddedSideBySide } from './explicitPadding.ts'
import { maximumGradient, minimumGradient } from './extremum.ts'
import { gatherGradient, gatherKernel } from './gather.ts'
import { maxPool3dBackprop, maxPool3dKernel, maxPoolBackprop } from './maxPool.ts'
import { mirrorPadGradient } from './mirrorPad.ts'
import { padKernel } from './pad.ts'
import { preluGradient, preluKernel } from './prelu.ts'
import { prodGradient } from './prod.ts'
import { reluGradient } from './relu.ts'
import { resizeBilinearBackprop, resizeNearestBackprop } from './resize.ts'
import { reverseKernel } from './reverse.ts'
import { conv2dKernel, depthwiseConv2dKernel } from './samePadding.ts'
import { sliceKernel } from './slice.ts'
import { splitGradient, unstackGradient } from './split.ts'
import { squaredDifferenceGradient } from './squaredDifference.ts'
import type { SuppliedKernel, TfBackendName } from './suppliedKernel.ts'
import { supplyKernel, supplyPadding } from './suppliedKernel.ts'
import { unsortedSegmentSum } from './unsortedSegmentSum.ts'
import { wasmIdentity, wasmSlice, wasmSplit, wasmUnstack } from './wasmSlices.ts'

/** What backends lack, or have wrong or slow. */
const kernels: readonly SuppliedKernel[] = [
  argMaxKernel,
  argMinKernel,
  avgPool3dBackprop,
  avgPoolBackprop,
  batchMatMulKernel,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv2dKernel,
  conv3dBackpropFilter,
  conv3dBackpropInput,
  cumprodKernel,
  cumsumKernel,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  depthwiseConv2dKernel,
  depthwiseKernel,
  einsumKernel,
  fusedMatMulKernel,
  gatherKernel,
  maxPool3dBackprop,
  maxPool3dKernel,
  maxPoolBackprop,
  padKernel,
  preluKernel,
  resizeBilinearBackprop,
  resizeNearestBackprop,
  reverseKernel,
  sliceKernel,
  unsortedSegmentSum,
  wasmIdentity,
  wasmSlice,
  wasmSplit,
  wasmUnstack,
]

/** Rules that tfjs lacks, or has wrong or slow, on every backend. */
const gradients: readonly GradConfig[] = [
  addGradient,
  batchMatMulGradient,
  paddedSideBySide(conv2dGradient),
  cumsumGradient,
  paddedSideBySide(depthwiseConv2dGradient),
  einsumGradient,
  gatherGradient,
  maximumGradient,
  minimumGradient,
  mirrorPadGradient,
  preluGradient,
  prodGradient,
  reluGradient,
  splitGradient,
  squaredDifferenceGradient,
  unstackGradient,
]

/**
 * Puts Planish's gradient rules in the place of tfjs's, and gives the current backend the kernels that gradients
 * need and that it lacks or has wrong; safe to call again.
 */
export function installGradients(): void {
  const backend = getBackend() as TfBackendName
  for (const kernel of kernels) if (kernel.backends.includes(backend)) supplyKernel(kernel, backend)
  supplyPadding(backend)
  for (const gradient of gradients) {
    const registered = getGradient(gradient.kernelName)
    if (registered === gradient) continue
    if (registered !== undefined) unregisterGradient(gradient.kernelName)
    registerGradient(gradient)
  }
}
