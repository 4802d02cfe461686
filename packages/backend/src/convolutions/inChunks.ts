import type { Tensor } from '@tensorflow/tfjs-core'
import { concat, slice, tidy } from '@tensorflow/tfjs-core'

/**
 * `f` of at most `size` groups at a time, its results put together along the first axis.
 *
 * @param tensors first axes the groups' times some number
 */
export function inChunks<Operands extends readonly Tensor[]>(
  tensors: Operands,
  groups: number,
  size: number,
  f: (...part: Operands) => Tensor,
): Tensor {
  if (groups <= size) return f(...tensors)
  return tidy(() => {
    const starts = Array.from({ length: Math.ceil(groups / size) }, (_, chunk) => chunk * size)
    return concat(
      starts.map(start =>
        tidy(() => {
          const part = tensors.map(tensor => {
            const each = (tensor.shape[0] as number) / groups
            return slice(tensor, start * each, Math.min(size, groups - start) * each)
          })
          return f(...(part as readonly Tensor[] as Operands))
        }),
      ),
    )
  })
}
