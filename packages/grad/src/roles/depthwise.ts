import {
  type ConvGeometry,
  depthwiseConvolution,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  groupDepthwiseConvolution,
  groupDepthwiseFilterGradients,
  groupDepthwiseInputGradient,
} from '@planish/backend'
import { count, formedWork } from '../costModel.ts'
import { shift, shiftOwn } from '../shift.ts'
import { kernelSizeOf } from './geometry.ts'
import type { Role } from './role.ts'

/** u ∗ w for each channel by itself; w of shape [kh, kw, in, multiplier]: so small that it is always formed. */
export const depthwise = (geometry: ConvGeometry): Role => ({
  name: 'depthwise convolution',
  apply: (u, w, bias) => shift(depthwiseConvolution(u, w, geometry), bias),
  pullback: (cotangent, w, u) => depthwiseInputGradient(cotangent, w, u.shape, geometry),
  gradient: (u, cotangent, w) => depthwiseFilterGradient(u, cotangent, kernelSizeOf(w), geometry),
  groupGradients: (u, cotangent, w, groups) =>
    groupDepthwiseFilterGradients(u, cotangent, groups, kernelSizeOf(w), geometry),
  applyOwn: (u, ws, biases) => shiftOwn(groupDepthwiseConvolution(u, ws, geometry), biases),
  pullbackOwn: (cotangent, ws, u) => groupDepthwiseInputGradient(cotangent, ws, u.shape, geometry),
  grams: {},
  work: ({ output, parameter, m }) => {
    const [height, width] = parameter as [number, number]
    const forward = m * count(output) * height * width
    return { forward, variants: { formed: formedWork(forward, count(parameter)) } }
  },
})
