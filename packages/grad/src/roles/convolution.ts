import {
  type ConvGeometry,
  convolutionFilterGradient,
  convolutionInputGradient,
  convolution as convolve,
  groupConvolution,
  groupConvolutionInputGradient,
  groupFilterGradients,
  matMul,
  patches,
  patchesAdjoint,
  shiftedGram,
  shiftedGramAdjoint,
} from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import { byGroup, reshaped } from '../byGroup.ts'
import { bytes, count, formedWork, gramWork } from '../costModel.ts'
import { shift, shiftOwn } from '../shift.ts'
import { isPlain, kernelSizeOf } from './geometry.ts'
import type { Gram, Role, RoleWork } from './role.ts'

/** K from the patches that the positions see. */
function patchGram(u: Tensor, w: Tensor, groups: number, geometry: ConvGeometry): Gram {
  const size = kernelSizeOf(w)
  const seenBy = (at: Tensor): Tensor => byGroup(patches(at, size, geometry), groups)
  const seen = seenBy(u)
  return {
    tensors: [seen],
    between: at => matMul(at.dataId === u.dataId ? seen : seenBy(at), seen, false, true),
    pullback: cotangent => {
      const { shape } = u
      const asPatches = reshaped(matMul(cotangent, seen), [
        shape[0] as number,
        seen.size / ((shape[0] as number) * (seen.shape[2] as number)),
        seen.shape[2] as number,
      ])
      return patchesAdjoint(asPatches, shape, size, geometry)
    },
  }
}

/** K from the products of pixels, without any patch. */
const pixelGram = (u: Tensor, w: Tensor, geometry: ConvGeometry): Gram => ({
  tensors: [u],
  between: at => shiftedGram(at, u, kernelSizeOf(w), geometry),
  pullback: cotangent => shiftedGramAdjoint(cotangent, u, kernelSizeOf(w), geometry),
})

/** u ∗ w with some geometry; w of shape [kh, kw, in, out]. */
export const convolution = (geometry: ConvGeometry): Role => ({
  name: 'convolution',
  apply: (u, w, bias) => shift(convolve(u, w, geometry), bias),
  pullback: (cotangent, w, u) => convolutionInputGradient(cotangent, w, u.shape, geometry),
  gradient: (u, cotangent, w) => convolutionFilterGradient(u, cotangent, kernelSizeOf(w), geometry),
  groupGradients: (u, cotangent, w, groups) =>
    groupFilterGradients(u, cotangent, groups, kernelSizeOf(w), geometry),
  applyOwn: (u, ws, biases) => shiftOwn(groupConvolution(u, ws, geometry), biases),
  pullbackOwn: (cotangent, ws, u) => groupConvolutionInputGradient(cotangent, ws, u.shape, geometry),
  grams: {
    gram: (u, w, groups) => patchGram(u, w, groups, geometry),
    'pixel gram': (u, w) => pixelGram(u, w, geometry),
  },
  work: ({ input, output, parameter, m }): RoleWork => {
    const [height, width, inputs, outputs] = parameter as [number, number, number, number]
    const elements = height * width * inputs
    const positions = (m * count(output)) / outputs
    const forward = positions * elements * outputs
    const patchBytes = bytes * positions * elements
    const cotangentBytes = bytes * positions * outputs
    const variants = {
      formed: formedWork(forward, elements * outputs),
      // Each pass writes the patches once, reading as much.
      gram: gramWork(positions, elements, outputs, patchBytes + cotangentBytes, 2 * patchBytes),
    }
    const pixelwise =
      m === 1 && isPlain(geometry) && height % 2 === 1 && width % 2 === 1 && height * width > 1
    if (!pixelwise) return { forward, variants }
    // The shifted sums, over rows and over columns, write the matrix anew for each shift.
    const moved = 2 * bytes * positions ** 2 * (height + width)
    const factors = bytes * m * count(input) + cotangentBytes
    return {
      forward,
      variants: { ...variants, 'pixel gram': gramWork(positions, inputs, outputs, factors, moved) },
    }
  },
})
