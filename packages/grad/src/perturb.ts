import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { byGroup, reshaped } from './byGroup.ts'
import type { Site } from './capture.ts'
import type { GroupGradient, MapPerturbation, Perturbation, RowPerturbation } from './groupGradient.ts'
import { knownOutput } from './knownOutput.ts'
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

const sum = (terms: readonly Tensor[]): Tensor => terms.reduce((a, b) => tf.add(a, b))

/** The perturbations along each row, as one map each. */
function rowsAsMaps(perturbations: readonly RowPerturbation[]): MapPerturbation[] {
  return [...new Set(perturbations.map(({ row }) => row))].map(row => {
    const along = perturbations.filter(perturbation => perturbation.row === row)
    const pullbacks = along.flatMap(({ pullback }) => pullback ?? [])
    const addend = (x: Tensor): Tensor => tf.mul(sum(along.map(({ factor }) => factor(x))), row)
    if (pullbacks.length === 0) return { kind: 'map', addend }
    return {
      kind: 'map',
      addend,
      pullback: dy => {
        const product = tf.sum(tf.mul(dy, row), 1, true)
        return sum(pullbacks.map(pullback => pullback(product)))
      },
    }
  })
}

/**
 * What perturbations add to an operation's output, as one operation with its gradient in closed form: tfjs's own
 * would keep what lies between, and multiply out a tensor of ones for each sum.
 */
function addendOf(perturbations: readonly Perturbation[], input: Tensor): Tensor {
  const rows = perturbations.filter(perturbation => perturbation.kind === 'row')
  const maps = perturbations.filter(perturbation => perturbation.kind === 'map')
  const all = [...maps, ...rowsAsMaps(rows)]
  const addend = (x: Tensor): Tensor => sum(all.map(perturbation => perturbation.addend(x)))
  const pullbacks = all.flatMap(({ pullback }) => pullback ?? [])
  if (pullbacks.length === 0) return addend(input)
  return tf.customGrad(x => ({
    value: tf.tidy(() => addend(x as Tensor)),
    gradFunc: (dy: Tensor) => sum(pullbacks.map(pullback => pullback(dy))),
  }))(input)
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
  const column = tf.expandDims(scale, 1)
  const perturbations = new Map([...gradients].map(([id, gradient]) => [id, gradient.perturbation(column)]))
  return run => {
    let next = 0
    const result = run(
      interpret(operation => {
        const site = sites[next]
        expectSameCall(site, operation, next)
        next++
        const output = site?.known === undefined ? operation.output() : knownOutput(site, site.known)
        // What has none is no parameter, or the loss does not depend on it.
        const made = operation.uses.flatMap(({ parameter }) => perturbations.get(parameter.id) ?? [])
        if (made.length === 0) return output
        const addend = addendOf(made, byGroup(operation.input, groups))
        return reshaped(tf.add(byGroup(output, groups), addend), output.shape)
      }),
    )
    expectSameCall(sites[next], undefined, next)
    return result
  }
}
