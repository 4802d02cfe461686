import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { perGroup } from './byGroup.ts'
import type { FirstPass, Site } from './firstPass.ts'
import type { Layers } from './layers.ts'
import type { Operation } from './operation.ts'
import { interpret, parametersOf } from './operation.ts'
import { type Moved, perturbedOutput } from './perturbedOperation.ts'

type Call = Pick<Operation, 'name' | 'main' | 'bias'>

const describe = (call: Call | undefined): string => {
  if (call === undefined) return 'none'
  const shapes = parametersOf(call).map(({ shape }) => `[${shape.join(', ')}]`)
  return `${call.name} with parameters of shape ${shapes.join(', ')}`
}

/** Names a call's parameters, those that are differentiated in by their id; a constant may be made anew each time. */
const namesOf = (call: Call | undefined, parameters: ReadonlySet<number>): string =>
  call === undefined
    ? ''
    : parametersOf(call)
        .map(({ id, shape }) => (parameters.has(id) ? id : shape.join('×')))
        .join()

function expectSameCall(
  first: Call | undefined,
  second: Call | undefined,
  index: number,
  parameters: ReadonlySet<number>,
): void {
  if (first?.name === second?.name && namesOf(first, parameters) === namesOf(second, parameters)) return
  throw new PlanishError(
    'model',
    `call ${index + 1} of Layers was ${describe(first)} in the first pass and is ${describe(second)} in the second`,
    'a model must make the same calls each time it is applied',
  )
}

const noStep = (): Tensor => {
  throw new Error('a gradient that is not formed has no step')
}

/** The parameters as each group has them; gradients that are not needed after it are freed. */
function moveAll({ collected: gradients, free }: FirstPass, parameters: readonly Tensor[], scale: Tensor) {
  const moved = new Map<number, Moved>()
  const factors = perGroup(scale, [2, 3, ...parameters.map(({ rank }) => rank + 1)])
  for (const parameter of parameters) {
    const gradient = gradients.get(parameter.id)
    if (gradient === undefined) continue
    const perturbation = gradient.perturbation(factors)
    const step = perturbation.kind === 'own' ? perturbation.step : noStep
    const own = perturbation.kind === 'own' ? tf.tidy(() => tf.add(parameter, step())) : undefined
    moved.set(parameter.id, { gradient, perturbation, own, step })
    // What is large is formed for its weights alone.
    if (own !== undefined && parameter.rank > 1) gradient.tensors.forEach(free)
  }
  return moved
}

/**
 * The interpreter that runs group g at its own weights w + c_g ∇L_g(w), which are formed only where that is the
 * cheapest: elsewhere an operation's output is computed at the shared weights, and what the perturbation changes is
 * added.
 *
 * @param parameters what to move and to differentiate in
 * @param scale c, [G]
 * @returns runs a network once, given the interpreter
 */
export function perturbedLayers(
  pass: FirstPass,
  parameters: readonly Tensor[],
  scale: Tensor,
): <A>(run: (layers: Layers) => A) => A {
  const { sites } = pass
  const groups = scale.size
  const wanted = new Set(parameters.map(({ id }) => id))
  const moved = moveAll(pass, parameters, scale)
  return run => {
    let next = 0
    const result = run(
      interpret({
        independent: `groups of examples are at weights of their own`,
        run: operation => {
          const site: Site | undefined = sites[next]
          expectSameCall(site, operation, next, wanted)
          next++
          const known = site?.known
          const changed = parametersOf(operation).some(({ id }) => moved.has(id))
          return changed || known !== undefined
            ? perturbedOutput(operation, wanted, { groups, moved, known })
            : operation.output()
        },
      }),
    )
    expectSameCall(sites[next], undefined, next, wanted)
    return result
  }
}
