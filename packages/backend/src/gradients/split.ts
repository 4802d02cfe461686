import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { concat, SplitV, stack, Unpack } from '@tensorflow/tfjs-core'

/** tfjs hands over the cotangent of one part by itself, not as a list of one, for which its own rules fail. */
const cotangents = (dy: Tensor | Tensor[]): Tensor[] => [dy].flat()

export const splitGradient: GradConfig = {
  kernelName: SplitV,
  gradFunc: (dy, _saved, { axis }) => ({ x: () => concat(cotangents(dy), axis as number) }),
}

export const unstackGradient: GradConfig = {
  kernelName: Unpack,
  gradFunc: (dy, _saved, { axis }) => ({ value: () => stack(cotangents(dy), axis as number) }),
}
