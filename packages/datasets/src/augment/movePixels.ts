import type { Tensor } from '@tensorflow/tfjs-core'
import { concat, gather, reshape, tensor1d, tidy, zeros } from '@tensorflow/tfjs-core'

/** The pixels of a batch of images at these indices, in the batch's shape; −1 is a pixel of zeros. */
export function movePixels(inputs: Tensor, sources: Int32Array): Tensor {
  const channels = inputs.shape[3] as number
  const pixels = inputs.size / Math.max(1, channels)
  return tidy(() => {
    const rows = reshape(inputs, [pixels, channels])
    // The zeros stand behind the last pixel.
    const indices = tensor1d(
      sources.map(source => (source < 0 ? pixels : source)),
      'int32',
    )
    const withZeros = sources.includes(-1) ? concat([rows, zeros([1, channels])]) : rows
    return reshape(gather(withZeros, indices), inputs.shape)
  })
}
