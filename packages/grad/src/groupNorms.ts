import { addAll } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { groupRows, rowSquares } from './byGroup.ts'
import type { GroupGradient } from './variants/groupGradient.ts'

/** Numbers of a row up to which calling a kernel costs more than copying it. */
const small = 4096

const isVector = (x: Tensor): boolean => x.size <= small * (x.shape[0] as number)

/** Σ over all parameters of ‖g‖² for each group, [G]. */
export function squaredNorms(gradients: ReadonlyMap<number, GroupGradient>): Tensor {
  return tf.tidy(() => {
    const sums: Tensor[] = []
    const vectors: Tensor[] = []
    for (const { variant, tensors, squaredNorms } of gradients.values()) {
      const [values] = tensors
      // Of many vectors, as a network's biases are, the squares are added up together.
      if (variant === 'formed' && values !== undefined && isVector(values)) vectors.push(values)
      else if (squaredNorms !== undefined) sums.push(squaredNorms())
    }
    if (vectors.length > 0) sums.push(rowSquares(tf.concat(vectors.map(groupRows), 1)))
    return addAll(sums)
  })
}
