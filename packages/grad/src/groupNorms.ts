import { addAll } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { rowsOf } from './byGroup.ts'
import type { GroupGradient, RowSquares } from './variants/groupGradient.ts'

const rows = (x: Tensor): Tensor => rowsOf(x, x.size / (x.shape[0] as number))

/** Σ of squares, once for data that is asked for again: a bias and a matrix may have the same cotangent. */
function rowSquares(): RowSquares & { readonly has: (x: Tensor) => boolean } {
  const found = new Map<object, Tensor>()
  const squares = (x: Tensor): Tensor => {
    const sum = found.get(x.dataId) ?? tf.sum(tf.square(rows(x)), 1)
    found.set(x.dataId, sum)
    return sum
  }
  return Object.assign(squares, { has: ({ dataId }: Tensor) => found.has(dataId) })
}

/** Numbers of a row up to which calling a kernel costs more than copying it. */
const small = 4096

/** Σ over all parameters of ‖g‖² for each group, [G]. */
export function squaredNorms(gradients: ReadonlyMap<number, GroupGradient>): Tensor {
  return tf.tidy(() => {
    const squares = rowSquares()
    const sums: Tensor[] = []
    const formed: Tensor[] = []
    for (const gradient of gradients.values()) {
      const [values] = gradient.tensors
      if (gradient.variant === 'formed' && values !== undefined) formed.push(values)
      else if (gradient.squaredNorms !== undefined) sums.push(gradient.squaredNorms(squares))
    }
    // Of many vectors, as a network's biases are, the squares are added up together.
    const vectors = formed.filter(x => !squares.has(x) && x.size <= small * (x.shape[0] as number))
    const others = formed.filter(x => !vectors.includes(x))
    sums.push(...others.map(squares))
    if (vectors.length > 0) sums.push(squares(tf.concat(vectors.map(rows), 1)))
    return addAll(sums)
  })
}
