import type { Tensor } from '@tensorflow/tfjs-core'
import { concat, gather, reshape, tensor1d, tidy, zeros } from '@tensorflow/tfjs-core'

/** The pixels of a batch of images at these indices, in the batch's shape; −1 is a pixel of zeros. */
export function movePixels(inputs: Tensor, sources: Int32Array): Tensor {
  const channels = inputs.shape[3] as number
  const pixels = inputs.size / Math.max(1, channels)
  return tidy(() => {
    const rows = reshape(inputs, [pixels, channels])
    // The zeros stand behind the last pixel.
    const indices = new Int32Array(sources.length)
    let hasZeros = false
    for (let at = 0; at < sources.length; at++) {
      const source = sources[at] as number
      hasZeros ||= source < 0
      indices[at] = source < 0 ? pixels : source
    }
    const withZeros = hasZeros ? concat([rows, zeros([1, channels])]) : rows
    return reshape(gather(withZeros, tensor1d(indices, 'int32')), inputs.shape)
  })
}
