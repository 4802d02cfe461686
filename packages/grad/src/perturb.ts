import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { byGroup, reshaped } from './byGroup.ts'
import type { Site } from './capture.ts'
import type { GroupGradient } from './groupGradient.ts'
import type { Layers } from './layers.ts'
import type { Operation } from './operation.ts'
import { interpret } from './operation.ts'

const describe = (call: Operation | undefined): string =>
  call === undefined
    ? 'none'
    : `${call.name} with parameters of shape ${call.uses.map(({ parameter }) => `[${parameter.shape.join(', ')}]`).join(', ')}`

function expectSameCall(first: Site | undefined, second: Operation | undefined, index: number): void {
  const same =
    first?.name === second?.name &&
    first?.uses.length === second?.uses.length &&
    (first?.uses ?? []).every(({ parameter }, use) => parameter.id === second?.uses[use]?.parameter.id)
  if (same) return
  throw new PlanishError(
    'model',
    `call ${index + 1} of Layers was ${describe(first)} in the first pass and is ${describe(second)} in the second`,
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
 * @returns runs a network once, given the interpreter
 */
export function perturbedLayers(
  sites: readonly Site[],
  gradients: ReadonlyMap<number, GroupGradient>,
  scale: Tensor,
): <A>(run: (layers: Layers) => A) => A {
  const groups = scale.shape[0] as number
  const addends = new Map([...gradients].map(([id, gradient]) => [id, gradient.scaledBy(scale)]))
  return run => {
    let next = 0
    const result = run(
      interpret(operation => {
        expectSameCall(sites[next], operation, next)
        next++
        const input = byGroup(operation.input, groups)
        const output = operation.output()
        return operation.uses.reduce((sum, { parameter }) => {
          const addend = addends.get(parameter.id)
          if (addend === undefined) return sum // no parameter, or the loss does not depend on it
          return reshaped(tf.add(byGroup(sum, groups), addend(input)), output.shape)
        }, output)
      }),
    )
    expectSameCall(sites[next], undefined, next)
    return result
  }
}
