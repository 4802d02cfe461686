import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** One kernel that tfjs ran while its tape was on. */
type TapeNode = NonNullable<ReturnType<typeof tf.engine>['state']['activeTape']>[number]

/** Called with the gradient in one of the `xs` as soon as it is complete; the tensor is freed afterwards. */
export type OnGradient = (gradient: Tensor, index: number) => void

/** A forward pass that was recorded, to be run backward as often as wanted. */
export interface Recorded<A> {
  readonly result: A
  /**
   * The gradient of ⟨cotangent, output⟩ in each of `xs`; undefined where one plays no part. What lies upstream of
   * all `xs` is not visited: no gradient of a weight is computed unless it is asked for.
   */
  readonly backward: (
    output: Tensor,
    cotangent: Tensor,
    xs: readonly Tensor[],
  ) => readonly (Tensor | undefined)[]
  /** The same for gradients that are looked at, last first, and not kept. */
  readonly visit: (output: Tensor, cotangent: Tensor, xs: readonly Tensor[], onGradient: OnGradient) => void
  /** What the operations saved for it. */
  readonly saved: () => readonly Tensor[]
  /** Frees what the operations saved. */
  readonly release: () => void
}

/**
 * Runs `f` with tfjs's tape on, and keeps the tape: tfjs's own `grads` goes backward once and forgets it, and holds
 * all intermediate cotangents until the end; here one is freed as soon as it was used. Nothing leaks if `f` throws.
 */
export function record<A>(f: () => A): Recorded<A> {
  const { state } = tf.engine()
  const outermost = state.gradientDepth === 0
  if (outermost) state.activeTape = []
  const start = state.activeTape?.length ?? 0
  let nodes: readonly TapeNode[] = []
  const release = (): void => {
    if (outermost) for (const { saved = [] } of nodes) tf.dispose(saved)
    nodes = []
  }
  state.gradientDepth++
  try {
    const result = tf.tidy(f as () => tf.TensorContainer) as A
    nodes = inOrder((state.activeTape ?? []).slice(start))
    const run = (output: Tensor, cotangent: Tensor, xs: readonly Tensor[], onGradient: OnGradient): void =>
      backpropagate(nodes, output, cotangent, xs, onGradient)
    return {
      result,
      backward: (output, cotangent, xs) => {
        const gradients: (Tensor | undefined)[] = xs.map(() => undefined)
        run(output, cotangent, xs, (gradient, index) => {
          gradients[index] = tf.clone(gradient)
        })
        return gradients
      },
      visit: run,
      saved: () => nodes.flatMap(({ saved = [] }) => saved),
      release,
    }
  } catch (thrown) {
    nodes = (state.activeTape ?? []).slice(start)
    release()
    throw thrown
  } finally {
    state.gradientDepth--
    if (outermost) state.activeTape = []
  }
}

/**
 * Each node after those that its inputs come from. tfjs writes down the copy of an output that an operation saves for
 * its gradient (tanh, softmax) before the operation itself; a second derivative that goes through the copy, read in
 * tfjs's order, would be lost in silence.
 */
function inOrder(nodes: readonly TapeNode[]): readonly TapeNode[] {
  const makers = new Map(nodes.flatMap((node, index) => node.outputs.map(({ id }) => [id, index] as const)))
  const early = new Map<number, TapeNode[]>()
  const rest = new Set(nodes)
  for (const [index, node] of nodes.entries()) {
    const last = Math.max(...Object.values(node.inputs).map(({ id }) => makers.get(id) ?? -1))
    if (last > index) {
      early.set(last, [...(early.get(last) ?? []), node])
      rest.delete(node)
    }
  }
  if (early.size === 0) return nodes
  return nodes.flatMap((node, index) => [...(rest.has(node) ? [node] : []), ...(early.get(index) ?? [])])
}

/** The tensors that lie downstream of `xs`, but for the outcomes of comparisons, which have no derivative. */
function downstream(nodes: readonly TapeNode[], xs: readonly Tensor[]): ReadonlySet<number> {
  const reached = new Set(xs.map(({ id }) => id))
  for (const { inputs, outputs } of nodes) {
    if (!Object.values(inputs).some(({ id }) => reached.has(id))) continue
    for (const { id, dtype } of outputs) if (dtype !== 'bool') reached.add(id)
  }
  return reached
}

function backpropagate(
  nodes: readonly TapeNode[],
  output: Tensor,
  cotangent: Tensor,
  xs: readonly Tensor[],
  onGradient: OnGradient,
): void {
  const reached = downstream(nodes, xs)
  const wanted = new Map(xs.map(({ id }, index) => [id, index]))
  /** Cotangents that further operations may add to, by the tensor's id. */
  const pending = new Map<number, Tensor>([[output.id, tf.clone(cotangent)]])
  /** Hands on the gradients that are complete, and frees them. */
  const finish = (id: number): void => {
    const gradient = pending.get(id)
    if (gradient === undefined) return
    const index = wanted.get(id)
    if (index !== undefined) onGradient(gradient, index)
    pending.delete(id)
    gradient.dispose()
  }
  try {
    for (let position = nodes.length - 1; position >= 0; position--) {
      const node = nodes[position] as TapeNode
      if (node.outputs.some(({ id }) => pending.has(id))) {
        for (const [id, gradient] of inputGradients(node, pending, reached)) {
          const sum = pending.get(id)
          pending.set(id, sum === undefined ? gradient : tf.add(sum, gradient))
          if (sum !== undefined) tf.dispose([sum, gradient])
        }
        for (const { id } of node.outputs) finish(id)
      }
    }
    for (const id of [...pending.keys()]) finish(id)
  } finally {
    tf.dispose([...pending.values()])
  }
}

/** The gradients of one node in those of its inputs that lie downstream, each a tensor of its own. */
function inputGradients(
  node: TapeNode,
  pending: ReadonlyMap<number, Tensor>,
  reached: ReadonlySet<number>,
): (readonly [number, Tensor])[] {
  const inputs = Object.entries(node.inputs).filter(([, { id }]) => reached.has(id))
  if (inputs.length === 0) return []
  if (node.gradient === undefined || node.gradient === null) {
    throw new PlanishError('model', `tfjs has no gradient for its kernel ${node.kernelName}`)
  }
  const { gradient } = node
  // tfjs's type leaves out that an output which plays no part has no cotangent.
  const cotangents = node.outputs.map(({ id }) => pending.get(id)) as Tensor[]
  const found = tf.tidy(() => {
    const makers = gradient(cotangents)
    return inputs.map(([name]) => (makers[name] as () => Tensor)())
  })
  return inputs.map(([, { id, shape }], index) => {
    const own = found[index] as Tensor
    if (own.shape.join() !== shape.join()) {
      throw new PlanishError(
        'model',
        `the gradient of ${node.kernelName} has shape [${own.shape.join(', ')}], its input [${shape.join(', ')}]`,
      )
    }
    const shared = cotangents.includes(own) || found.indexOf(own) < index
    return [id, shared ? tf.clone(own) : own] as const
  })
}
