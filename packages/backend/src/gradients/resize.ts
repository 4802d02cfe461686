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

/** Which places of the input the outputs lie at. */
interface Centers {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

/** The place in an axis of the input of each output, between its pixels; in pixels. */
function placesOf(inputs: number, outputs: number, { alignCorners, halfPixelCenters }: Centers): number[] {
  const scale = alignCorners && outputs > 1 ? (inputs - 1) / (outputs - 1) : inputs / outputs
  return Array.from({ length: outputs }, (_, output) =>
    halfPixelCenters ? (output + 0.5) * scale - 0.5 : output * scale,
  )
}

/** The pixels of the input that lie around a place between them, each with its share. */
type SharesAt = (place: number, centers: Centers) => readonly (readonly [pixel: number, share: number])[]

const bilinear: SharesAt = place => {
  const beyond = place - Math.floor(place)
  return [
    [Math.floor(place), 1 - beyond],
    [Math.ceil(place), beyond],
  ]
}

/** Without half-pixel centers a pixel begins at its place; with aligned corners it lies around it. */
const nearest: SharesAt = (place, { alignCorners, halfPixelCenters }) => [
  [Math.floor(alignCorners || halfPixelCenters ? place + 0.5 : place), 1],
]

/** The matrix [inputs, outputs] whose columns say how an output is made from inputs. */
function resizing(inputs: number, outputs: number, sharesAt: SharesAt, centers: Centers): Tensor {
  const matrix = new Float32Array(inputs * outputs)
  for (const [output, place] of placesOf(inputs, outputs, centers).entries()) {
    for (const [pixel, share] of sharesAt(place, centers)) {
      const at = Math.min(Math.max(pixel, 0), inputs - 1) * outputs + output
      matrix[at] = (matrix[at] as number) + share
    }
  }
  return tensor2d(matrix, [inputs, outputs])
}

/**
 * Rows and columns are resized independently, so that the gradient is two products with the matrices of the forward
 * pass. No backend's own knows half-pixel centers; cpu's mixes up the examples of a batch, changes height and width,
 * or does not come back from a single row or column with its corners aligned.
 */
const resizeKernel = (kernelName: string, sharesAt: SharesAt): SuppliedKernel => ({
  kernelName,
  backends: ['cpu', 'tensorflow', 'wasm', 'webgpu'],
  compute: (inputs, { alignCorners, halfPixelCenters }) => {
    const { dy, images } = inputs as { dy: Tensor; images: Tensor }
    const centers = { alignCorners: alignCorners === true, halfPixelCenters: halfPixelCenters === true }
    const [examples, outHeight, outWidth, channels] = dy.shape as [number, number, number, number]
    const [, height, width] = images.shape as [number, number, number, number]
    const rows = transpose(dy, [1, 0, 2, 3])
    const byRow = matMul(
      resizing(height, outHeight, sharesAt, centers),
      reshape(rows, [outHeight, examples * outWidth * channels]),
    )
    const columns = transpose(reshape(byRow, [height, examples, outWidth, channels]), [2, 1, 0, 3])
    const byColumn = matMul(
      resizing(width, outWidth, sharesAt, centers),
      reshape(columns, [outWidth, examples * height * channels]),
    )
    return transpose(reshape(byColumn, [width, examples, height, channels]), [1, 2, 0, 3])
  },
})

export const resizeBilinearBackprop = resizeKernel(ResizeBilinearGrad, bilinear)
export const resizeNearestBackprop = resizeKernel(ResizeNearestNeighborGrad, nearest)
