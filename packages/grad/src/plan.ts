import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { bytes, cheapest, type Work } from './costModel.ts'
import type { Batch, Model, Objective } from './model.ts'
import { batchSize } from './model.ts'
import { interpret, type Operation, parametersOf } from './operation.ts'
import { record } from './record.ts'
import type { Variant } from './roles/role.ts'
import { watch } from './watch.ts'

/** What one call of a parametric operation costs for one group of examples. */
export interface PlannedLayer {
  readonly name: Operation['name']
  /** Shapes of the parameters, by their place: the main one first, then the bias. */
  readonly parameters: readonly (readonly number[])[]
  /** Of the output, for one example. */
  readonly output: readonly number[]
  /** How a group's gradient in the main parameter is held; none where there is only a bias. */
  readonly variant: Variant | undefined
  /** Multiply-adds of A(u, w). */
  readonly forward: number
  /** Whether the input comes from the batch alone: it needs no gradient, and is the same in both passes. */
  readonly first: boolean
  /** What the variant adds to two forward, two input and one weight gradient. */
  readonly extra: Work
}

/** How exact m-SAM is run on a model, and what it costs. */
export interface Plan {
  /** Examples of a group. */
  readonly m: number
  readonly layers: readonly PlannedLayer[]
  /** Why groups are run one by one, if they are: the model goes past `Layers`. */
  readonly bypass: string | undefined
  /** Bytes that a group holds at most: what the forward pass saves, and the variants. */
  readonly bytesPerGroup: number
}

/** Default of `memoryBudget`. */
export const defaultMemoryBudget = 2 ** 30

const nothing: Work = { multiplyAdds: 0, traffic: 0, held: 0 }

/** A parameter that several calls use is formed, whatever the costs. */
function workOf({ main, bias, input }: Operation, output: Tensor, shared: boolean, m: number) {
  if (main === undefined) {
    const held = bytes * (bias?.size ?? 0)
    return { variant: undefined, forward: 0, extra: { ...nothing, held } }
  }
  const work = main.role.work({
    input: input.shape.slice(1),
    output: output.shape.slice(1),
    parameter: main.parameter.shape,
    m,
  })
  const formed = work.variants.formed
  const { variant, work: extra } =
    shared && formed ? { variant: 'formed' as const, work: formed } : cheapest(work)
  return { variant, forward: work.forward, extra }
}

/** Bytes of the tensors that a recorded pass saved, each counted once; those of the parameters not. */
function savedBytes(parameters: readonly Tensor[], saved: readonly Tensor[]): number {
  const counted = new Set(parameters.map(({ dataId }) => dataId))
  let sum = 0
  for (const { dataId, size } of saved) {
    if (counted.has(dataId)) continue
    counted.add(dataId)
    sum += bytes * size
  }
  return sum
}

/** Finds out how a group is run, by running the forward pass of one. */
export function planFor<P extends Tree>({ model }: Objective<P>, params: P, group: Batch): Plan {
  const m = batchSize(group)
  const parameters = tree.leaves(params)
  return tidy(() => {
    const calls: { operation: Operation; output: Tensor; first: boolean }[] = []
    let bypass: string | undefined
    const { result, saved, release } = record(() => {
      const watcher = watch(parameters, group.inputs)
      const layers = interpret({
        independent: `groups of ${m} need gradients of their own`,
        run: operation => {
          watcher.beforeLayer(operation.input)
          const output = operation.output()
          calls.push({ operation, output, first: !watcher.comesThroughLayers(operation.input) })
          watcher.afterLayer()
          return output
        },
      })
      const logits = tf.clone(model.apply(layers)(params, group.inputs, group.draws))
      watcher.end()
      bypass = watcher.bypass()
      return logits
    })
    result.dispose()
    const bytesSaved = savedBytes(parameters, saved())
    release()
    const uses = new Map<number, number>()
    for (const { operation } of calls) {
      for (const { id } of parametersOf(operation)) uses.set(id, (uses.get(id) ?? 0) + 1)
    }
    const layers = calls.map(({ operation, output, first }): PlannedLayer => {
      const id = operation.main?.parameter.id
      const { variant, forward, extra } = workOf(
        operation,
        output,
        id !== undefined && (uses.get(id) ?? 0) > 1,
        m,
      )
      return {
        name: operation.name,
        parameters: parametersOf(operation).map(({ shape }) => shape),
        output: output.shape.slice(1),
        variant,
        forward,
        first,
        extra,
      }
    })
    const held = layers.reduce((sum, { extra }) => sum + extra.held, 0)
    return { m, layers, bypass, bytesPerGroup: bytesSaved + held }
  })
}

/** Plans of models that were run before, which depend on nothing but shapes. */
const known = new WeakMap<Model['apply'], Map<string, Plan>>()

/** {@link planFor} a batch's first group, once for each model and shape. */
export function plannedFor<P extends Tree>(objective: Objective<P>, params: P, group: Batch): Plan {
  const apply = objective.model.apply as Model['apply']
  const plans = known.get(apply) ?? new Map<string, Plan>()
  known.set(apply, plans)
  const shape = [group.inputs.shape, ...tree.leaves(params).map(leaf => leaf.shape)].join(' ')
  const plan = plans.get(shape) ?? planFor(objective, params, group)
  plans.set(shape, plan)
  return plan
}

/** How many groups fit into the budget, at least one. */
export const groupsWithin = ({ bytesPerGroup }: Plan, memoryBudget = defaultMemoryBudget): number =>
  Math.max(1, Math.floor(memoryBudget / Math.max(1, bytesPerGroup)))
