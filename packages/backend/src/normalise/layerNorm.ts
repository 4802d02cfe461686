import { PlanishError } from '@planish/core'
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { add, reshape, zerosLike } from '@tensorflow/tfjs-core'
import type { Operation } from '../fused/operation.ts'
import { runOperation } from '../fused/operation.ts'
import { affine, sumByGroup } from './affine.ts'
import { curvature, normalisation } from './normalisation.ts'

type Attributes = { readonly epsilon: number }

const fusedOnly = (): never => {
  throw new PlanishError('backend', 'this operation is the native kernels’ alone')
}

/** x, scale, bias → y, and the mean and 1/σ of each position, an output only so that they can be saved. */
const forward: Operation<Attributes> = {
  name: 'PlanishLayerNorm',
  compute: fusedOnly,
  fused: (run, { x, scale, bias }, { epsilon }) =>
    run('Planish1LayerNorm', [x as Tensor, scale as Tensor, (bias ?? scale) as Tensor], 2, {
      epsilon,
      biased: bias !== undefined,
    }),
  gradient: {
    inputsToSave: ['x', 'scale'],
    outputsToSave: [false, true],
    gradFunc: (dys, saved, attributes) => {
      const [dy] = dys as [Tensor, Tensor]
      const [x, scale, moments] = saved as [Tensor, Tensor, Tensor]
      // All three at once: whether one is not on the path can't be seen here, and it would save next to nothing.
      const gradients = runOperation(backward, { dy, x, scale, moments }, attributes as Attributes)
      const [inX, inScale, inBias] = gradients as [Tensor, Tensor, Tensor]
      return { x: () => inX, scale: () => inScale, bias: () => inBias }
    },
  },
}

/** dy → the gradients in x, scale and bias. */
const backward: Operation<Attributes> = {
  name: 'PlanishLayerNormBackprop',
  compute: fusedOnly,
  fused: (run, { dy, x, scale, moments }: NamedTensorMap) =>
    run('Planish1LayerNormGrad', [dy as Tensor, x as Tensor, scale as Tensor, moments as Tensor], 3),
  gradient: {
    inputsToSave: ['dy', 'x', 'scale', 'moments'],
    // With L as in `normalisation`: dx = L(dy∘scale), dscale = Σ dy∘x̂, dbias = Σ dy.
    gradFunc: (cotangents, saved, { epsilon }) => {
      const [inX, inScale, inBias] = cotangents as [Tensor, Tensor, Tensor]
      const [dy, x, scale, moments] = saved as [Tensor, Tensor, Tensor, Tensor]
      const at = { kind: 'position', epsilon: epsilon as number } as const
      const { normalised, pullBack } = normalisation(x, at)
      const pulled = pullBack(inX)
      const groups = scale.size / (scale.shape.at(-1) as number)
      return {
        dy: () => add(affine(pulled, scale), affine(normalised, inScale, inBias)),
        x: () => add(curvature(affine(dy, scale), inX, x, at), pullBack(affine(dy, inScale))),
        scale: () => reshape(sumByGroup(dy, pulled, groups), scale.shape),
        moments: () => zerosLike(moments), // made from x, in whose derivative its share is
      }
    },
  },
}

/** All of a LayerNorm in one kernel forward and one backward; only where the native kernels are. */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor | undefined, epsilon: number): Tensor {
  const inputs = bias === undefined ? { x, scale } : { x, scale, bias }
  return runOperation(forward, inputs, { epsilon })[0] as Tensor
}
