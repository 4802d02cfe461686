import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { cumprod, mul, Prod, reshape, transpose, util } from '@tensorflow/tfjs-core'

/**
 * The product of all other factors, without a division, which a zero would not stand. As tfjs's rule, which makes
 * calls on tensors that tfjs-core alone does not have in a browser.
 */
export const prodGradient: GradConfig = {
  kernelName: Prod,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attributes) => {
    const [x] = saved as [Tensor]
    const axes = util.parseAxisParam(attributes.axis as number[], x.shape)
    const order = [...x.shape.keys()].filter(axis => !axes.includes(axis)).concat(axes)
    const inX = (): Tensor => {
      const factorsLast = transpose(x, order)
      const products = (dy as Tensor).size
      const factors = reshape(factorsLast, [products, x.size / products])
      const others = mul(cumprod(factors, 1, true, false), cumprod(factors, 1, true, true))
      const gradient = mul(others, reshape(dy as Tensor, [products, 1]))
      return transpose(
        reshape(gradient, factorsLast.shape),
        order.map((_, axis) => order.indexOf(axis)),
      )
    }
    return { x: inX }
  },
}
