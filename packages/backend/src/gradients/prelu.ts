import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { greater, mul, Prelu, util, where, zerosLike } from '@tensorflow/tfjs-core'
import { sumToShape } from './sumToShape.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** tfjs's rule, which fails where x itself was broadcast. */
export const preluGradient: GradConfig = {
  kernelName: Prelu,
  inputsToSave: ['x', 'alpha'],
  gradFunc: (cotangent, saved) => {
    const dy = cotangent as Tensor
    const [x, alpha] = saved as [Tensor, Tensor]
    const inX = (): Tensor => where(greater(x, 0), dy, mul(dy, alpha))
    const inAlpha = (): Tensor => where(greater(x, 0), zerosLike(dy), mul(dy, x))
    return { x: () => sumToShape(inX(), x.shape), alpha: () => sumToShape(inAlpha(), alpha.shape) }
  },
}

/** wasm's own repeats nothing but a single α: of any other shape than x's it takes the wrong ones. */
export const preluKernel: SuppliedKernel = {
  kernelName: Prelu,
  backends: ['wasm'],
  compute: (inputs, _attributes, original) => {
    const { x, alpha } = inputs as { x: Tensor; alpha: Tensor }
    if (util.arraysEqual(x.shape, alpha.shape)) return original(inputs)
    return where(greater(x, 0), x, mul(alpha, x))
  },
}
