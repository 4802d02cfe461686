import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { backward } from './backward.ts'
import type { Batch, Objective } from './model.ts'
import type { Operation } from './operation.ts'
import { interpret } from './operation.ts'

/** One call of a parametric operation, as the forward and the backward pass saw it. */
export interface Site extends Operation {
  /** δ = ∂ℓ_i/∂s_i for every example, shape of the operation's output; none if the loss does not depend on it. */
  readonly cotangent: Tensor | undefined
}

/** What one forward pass and one backward pass in the operations' outputs tell about every example. */
export interface Capture {
  /** Logits at w, [B, K]. */
  readonly logits: Tensor
  /** Per-example losses at w, [B]. */
  readonly losses: Tensor
  /** In the order of the calls. */
  readonly sites: readonly Site[]
  /** Whether some parameter enters the network other than through `Layers`. */
  readonly bypassed: boolean
}

/**
 * An identity that remembers the cotangent which passes through it. It depends on `anchor`, a scalar, so that
 * a gradient in the anchor runs the backward pass through all probes, and through nothing else: no gradient
 * of a weight is computed, and none of the network's input.
 */
function probe(anchor: Tensor, remember: (cotangent: Tensor) => void): (s: Tensor) => Tensor {
  return s =>
    tf.customGrad(output => ({
      value: tf.clone(output as Tensor),
      gradFunc: (dy: Tensor) => {
        remember(dy)
        return [dy, tf.clone(anchor)] // which is zero, as is its gradient
      },
    }))(s, anchor)
}

/** The ids of the tensors that operations recorded since `from` read. */
function inputsOnTape(from: number): number[] {
  const tape = tf.engine().state.activeTape ?? []
  return tape.slice(from).flatMap(node => Object.values(node.inputs).map(input => input.id))
}

const tapeLength = (): number => tf.engine().state.activeTape?.length ?? 0

/**
 * Runs `use` on what one pass at `params` tells about each example. All tensors of the capture are freed when
 * `use` returns.
 *
 * @throws PlanishError `model` when the losses do not depend on any operation of `Layers` in the usual way
 */
export function withCapture<P extends Tree, A>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  use: (capture: Capture) => A,
): A {
  const kept: Tensor[] = []
  const keep = (tensor: Tensor): Tensor => {
    const copy = tf.keep(tf.clone(tensor)) // shares the data
    kept.push(copy)
    return copy
  }
  try {
    return use(tidy(() => runCapturing(objective, params, batch, keep)))
  } finally {
    tf.dispose(kept)
  }
}

function runCapturing<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  keep: (tensor: Tensor) => Tensor,
): Capture {
  const anchor = tf.scalar(0)
  const cotangents: (Tensor | undefined)[] = []
  const operations: Operation[] = []
  const parameterIds = new Set(tree.leaves(params).map(leaf => leaf.id))
  let bypassed = false
  let checkedUpTo = 0
  const checkForBypass = (): void => {
    bypassed ||= inputsOnTape(checkedUpTo).some(id => parameterIds.has(id))
  }
  const layers = interpret(operation => {
    checkForBypass()
    bypassed ||= parameterIds.has(operation.input.id)
    const site = operations.push({ ...operation, input: keep(operation.input) }) - 1
    const output = probe(anchor, cotangent => {
      cotangents[site] = keep(cotangent)
    })(operation.output())
    checkedUpTo = tapeLength()
    return output
  })
  let logits = anchor as Tensor
  let losses = anchor as Tensor
  backward(() => {
    checkedUpTo = tapeLength()
    const output = objective.model.apply(layers)(params, batch.inputs)
    checkForBypass()
    logits = keep(output)
    losses = keep(objective.loss.perExample(output, batch.labels))
    return tf.sum(losses)
  }, [anchor])
  const sites = operations.map((operation, site) => ({ ...operation, cotangent: cotangents[site] }))
  return { logits, losses, sites, bypassed }
}
