import type { Tensor } from '@tensorflow/tfjs-core'

/** [kh, kw] of filters of shape […, kh, kw, C, O]. */
export const kernelSizeOf = ({ shape }: Tensor): [number, number] => shape.slice(-4, -2) as [number, number]
