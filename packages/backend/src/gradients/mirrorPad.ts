import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { add, MirrorPad, reverse } from '@tensorflow/tfjs-core'
import { shifted } from './axes.ts'

/** Adds what was mirrored beyond both ends of an axis to where it came from. */
function fold(dy: Tensor, axis: number, [before, after]: readonly [number, number], offset: number): Tensor {
  const padded = dy.shape[axis] as number
  const length = padded - before - after
  const inner = shifted(dy, [axis], [-before], [length])
  const front = reverse(shifted(dy, [axis], [0], [before]), axis)
  const back = reverse(shifted(dy, [axis], [after - padded], [after]), axis)
  const ends = [
    ...(before > 0 ? [shifted(front, [axis], [offset], [length])] : []),
    ...(after > 0 ? [shifted(back, [axis], [length - after - offset], [length])] : []),
  ]
  return ends.reduce((total, end) => add(total, end), inner)
}

/** tfjs's rule forgets the mirror images: it gives the gradient of padding with constants. */
export const mirrorPadGradient: GradConfig = {
  kernelName: MirrorPad,
  gradFunc: (dy, _saved, attributes) => {
    const { paddings, mode } = attributes as { paddings: [number, number][]; mode: 'reflect' | 'symmetric' }
    // The last axis was padded last, with what the others had been padded with: the order plays no part.
    const offset = mode === 'reflect' ? 1 : 0
    return {
      x: () => paddings.reduce((tensor, padding, axis) => fold(tensor, axis, padding, offset), dy as Tensor),
    }
  },
}
