import type { Tensor } from '@tensorflow/tfjs-core'
import {
  ResizeBilinearGrad,
  ResizeNearestNeighborGrad,
  reshape,
  tensor2d,
  transpose,
} from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** The pixels of the input that lie around a place between them, each with its share. */
type SharesAt = (place: number) => readonly (readonly [pixel: number, share: number])[]

const bilinear: SharesAt = place => {
  const beyond = place - Math.floor(place)
  return [
    [Math.floor(place), 1 - beyond],
    [Math.ceil(place), beyond],
  ]
}

/** With half-pixel centers the pixel in which the center lies. */
const nearest: SharesAt = place => [[Math.floor(place + 0.5), 1]]

/** The matrix [inputs, outputs] whose columns say how an output is made from inputs; half-pixel centers. */
function resizing(inputs: number, outputs: number, sharesAt: SharesAt): Tensor {
  const matrix = new Float32Array(inputs * outputs)
  for (let output = 0; output < outputs; output++) {
    for (const [pixel, share] of sharesAt(((output + 0.5) * inputs) / outputs - 0.5)) {
      const at = Math.min(Math.max(pixel, 0), inputs - 1) * outputs + output
      matrix[at] = (matrix[at] as number) + share
    }
  }
  return tensor2d(matrix, [inputs, outputs])
}

/**
 * No backend's own knows half-pixel centers. Rows and columns are resized independently, so that the gradient is
 * two products with the matrices of the forward pass.
 */
const resizeKernel = (kernelName: string, sharesAt: SharesAt): SuppliedKernel => ({
  kernelName,
  backends: ['cpu', 'tensorflow', 'wasm', 'webgpu'],
  compute: (inputs, attributes, original) => {
    const { dy, images } = inputs as { dy: Tensor; images: Tensor }
    // cpu returns the right numbers in a tensor whose height and width have changed places.
    if (attributes.halfPixelCenters !== true) return reshape(original(inputs), images.shape)
    const [examples, outHeight, outWidth, channels] = dy.shape as [number, number, number, number]
    const [, height, width] = images.shape as [number, number, number, number]
    const rows = transpose(dy, [1, 0, 2, 3])
    const byRow = matMul(
      resizing(height, outHeight, sharesAt),
      reshape(rows, [outHeight, examples * outWidth * channels]),
    )
    const columns = transpose(reshape(byRow, [height, examples, outWidth, channels]), [2, 1, 0, 3])
    const byColumn = matMul(
      resizing(width, outWidth, sharesAt),
      reshape(columns, [outWidth, examples * height * channels]),
    )
    return transpose(reshape(byColumn, [width, examples, height, channels]), [1, 2, 0, 3])
  },
})

export const resizeBilinearBackprop = resizeKernel(ResizeBilinearGrad, bilinear)
export const resizeNearestBackprop = resizeKernel(ResizeNearestNeighborGrad, nearest)
