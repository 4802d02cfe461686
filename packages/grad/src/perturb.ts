import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Site } from './capture.ts'
import { byGroup, type GroupGradient } from './groupGradient.ts'
import type { Layers } from './layers.ts'
import type { Operation } from './operation.ts'
import { interpret } from './operation.ts'

const describe = ({ name, uses }: Operation): string =>
  `${name} with parameters of shape ${uses.map(({ parameter }) => `[${parameter.shape.join(', ')}]`).join(', ')}`

function expectSameCall(site: Site | undefined, operation: Operation, index: number): void {
  const same =
    site?.name === operation.name &&
    site.uses.length === operation.uses.length &&
    site.uses.every(({ parameter }, use) => parameter.id === operation.uses[use]?.parameter.id)
  if (same) return
  throw new PlanishError(
    'model',
    `call ${index + 1} of Layers was ${site === undefined ? 'none' : describe(site)} in the first pass and is ${describe(operation)} in the second`,
    'a model must make the same calls each time it is applied',
  )
}

/**
 * The interpreter that runs group g at its own weights w + c_g ∇L_g(w), which are never formed: each
 * operation's output is computed at the shared weights, and what the perturbation changes is added.
 *
 * @param sites the calls of the first pass
 * @param gradients the gradient of each group in each parameter, by the parameter's id
 * @param scale c, [G]
 */
export function perturbedLayers(
  sites: readonly Site[],
  gradients: ReadonlyMap<number, GroupGradient>,
  scale: Tensor,
): () => Layers {
  const groups = scale.shape[0] as number
  const addends = new Map([...gradients].map(([id, gradient]) => [id, gradient.scaledBy(scale)]))
  return () => {
    let next = 0
    return interpret(operation => {
      expectSameCall(sites[next], operation, next)
      next++
      const input = byGroup(operation.input, groups)
      const output = operation.output()
      return operation.uses.reduce((sum, { parameter }) => {
        const addend = addends.get(parameter.id)
        if (addend === undefined) return sum // the loss does not depend on it
        return tf.reshape(tf.add(byGroup(sum, groups), addend(input)), output.shape)
      }, output)
    })
  }
}
