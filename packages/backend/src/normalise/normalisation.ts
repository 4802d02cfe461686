import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { add, mul, neg, reshape, rsqrt, square, sub, tidy, zerosLike } from '@tensorflow/tfjs-core'
import type { Operation } from '../fused/operation.ts'
import { runOperation } from '../fused/operation.ts'
import type { Extent } from './average.ts'
import { average, inSets } from './average.ts'

type Attributes = Extent & { readonly epsilon: number }

/** x̂ and 1/σ of `x`; the mean first, then the variance of what is left, which does not cancel. */
function standardise(x: Tensor, attributes: Attributes): [Tensor, Tensor] {
  const sets = inSets(x, attributes)
  const centred = sub(sets, average(sets, attributes))
  const inverse = rsqrt(add(average(square(centred), attributes), attributes.epsilon))
  return [reshape(mul(centred, inverse), x.shape), inverse]
}

/** (dy − A dy − x̂ A(dy∘x̂))/σ, where A takes the mean over the extent. */
function pullBack(dy: Tensor, normalised: Tensor, inverse: Tensor, extent: Extent): Tensor {
  const [cotangent, direction] = [inSets(dy, extent), inSets(normalised, extent)]
  const along = mul(direction, average(mul(cotangent, direction), extent))
  const tangent = sub(sub(cotangent, average(cotangent, extent)), along)
  return reshape(mul(tangent, inverse), dy.shape)
}

/** x → x̂ and 1/σ, an output only so that it can be saved. */
const forward: Operation<Attributes> = {
  name: 'PlanishNormalise',
  compute: ({ x }, attributes) => standardise(x as Tensor, attributes),
  fused: (run, { x }, { epsilon, ...extent }) => {
    if (extent.kind === 'position') return run('Planish1Normalise', [x as Tensor], 2, { epsilon })
    if (extent.kind === 'batch') return undefined
    return run('Planish1NormaliseGroups', [x as Tensor], 2, { epsilon, groups: extent.groups })
  },
  gradient: {
    inputsToSave: ['x'],
    outputsToSave: [true, true],
    gradFunc: (dys, saved, attributes) => {
      const [dy] = dys as [Tensor, Tensor]
      const [x, normalised, inverse] = saved as [Tensor, Tensor, Tensor]
      return {
        x: () =>
          runOperation(backward, { dy, x, normalised, inverse }, attributes as Attributes)[0] as Tensor,
      }
    },
  },
}

/** dy → dx. */
const backward: Operation<Attributes> = {
  name: 'PlanishNormaliseBackprop',
  compute: ({ dy, normalised, inverse }: NamedTensorMap, attributes) => [
    pullBack(dy as Tensor, normalised as Tensor, inverse as Tensor, attributes),
  ],
  fused: (run, { dy, normalised, inverse }, extent) => {
    const inputs = [dy as Tensor, normalised as Tensor, inverse as Tensor]
    if (extent.kind === 'position') return run('Planish1NormaliseGrad', inputs, 1)
    if (extent.kind === 'batch') return undefined
    return run('Planish1NormaliseGroupsGrad', inputs, 1, { groups: extent.groups })
  },
  gradient: {
    inputsToSave: ['dy', 'x', 'normalised', 'inverse'],
    gradFunc: (ddx, saved, attributes) => {
      const [dy, x, normalised, inverse] = saved as [Tensor, Tensor, Tensor, Tensor]
      const [extent, w] = [attributes as Attributes, ddx as Tensor]
      return {
        dy: () => runOperation(backward, { dy: w, x, normalised, inverse }, extent)[0] as Tensor, // self-adjoint
        x: () => curvature(dy, w, x, extent),
        // Made from x, they are no variables of their own: their share is in the derivative in x.
        normalised: () => zerosLike(normalised),
        inverse: () => zerosLike(inverse),
      }
    },
  },
}

/** x̂, and what pulls cotangents of it back to x: each differentiable in all that goes into it. */
export function normalisation(
  x: Tensor,
  attributes: Attributes,
): { readonly normalised: Tensor; readonly pullBack: (dy: Tensor) => Tensor } {
  const [normalised, inverse] = runOperation(forward, { x }, attributes) as [Tensor, Tensor]
  return {
    normalised,
    pullBack: dy => runOperation(backward, { dy, x, normalised, inverse }, attributes)[0] as Tensor,
  }
}

/**
 * The gradient in x of ⟨w, dx⟩, dx = L(dy) as {@link pullBack} has it:
 * −L((w A(dy∘x̂) + dy A(w∘x̂))/σ) − x̂ (A(w∘dy) − A(w) A(dy) − A(w∘x̂) A(dy∘x̂))/σ²; the first term by way of x̂, the
 * second by way of σ. All is made from x, so that it may be differentiated further.
 */
export function curvature(dy: Tensor, w: Tensor, x: Tensor, attributes: Attributes): Tensor {
  const [normalised, inverse] = standardise(x, attributes)
  const [direction, cotangent, weight] = [
    inSets(normalised, attributes),
    inSets(dy, attributes),
    inSets(w, attributes),
  ]
  const mean = (a: Tensor, b?: Tensor): Tensor => average(b === undefined ? a : mul(a, b), attributes)
  const [dyAlong, wAlong] = [mean(cotangent, direction), mean(weight, direction)]
  const inNormalised = mul(add(mul(weight, dyAlong), mul(cotangent, wAlong)), inverse)
  const covariance = sub(
    sub(mean(weight, cotangent), mul(mean(weight), mean(cotangent))),
    mul(wAlong, dyAlong),
  )
  const inDeviation = mul(mul(direction, square(inverse)), covariance)
  const { pullBack: through } = normalisation(x, attributes)
  return neg(add(through(reshape(inNormalised, x.shape)), reshape(inDeviation, x.shape)))
}

/** x̂ = (x − mean)/√(variance + ε), statistics over the extent. */
export const normaliseOver = (x: Tensor, extent: Extent, epsilon: number): Tensor =>
  tidy(() => normalisation(x, { ...extent, epsilon }).normalised)
