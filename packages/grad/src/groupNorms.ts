import { addAll } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { rowsOf } from './byGroup.ts'
import type { GroupGradient } from './variants/groupGradient.ts'

/** Numbers of a group's gradient in one parameter, if it is formed; else infinite. */
const formedSize = ({ variant, tensors: [values] }: GroupGradient): number =>
  variant === 'formed' && values !== undefined ? values.size / (values.shape[0] as number) : Infinity

/** Up to here a gradient costs more to call a kernel for than to copy. */
const small = 4096

/** Σ over all parameters of ‖g‖² for each group, [G]. */
export function squaredNorms(gradients: ReadonlyMap<number, GroupGradient>): Tensor {
  return tf.tidy(() => {
    const all = [...gradients.values()]
    const vectors = all.filter(gradient => formedSize(gradient) <= small)
    const others = all.filter(gradient => formedSize(gradient) > small)
    const sums = others.map(gradient => gradient.squaredNorms())
    if (vectors.length > 0) {
      const rows = vectors.map(gradient => rowsOf(gradient.tensors[0] as Tensor, formedSize(gradient)))
      sums.push(tf.sum(tf.square(tf.concat(rows, 1)), 1))
    }
    return addAll(sums)
  })
}
