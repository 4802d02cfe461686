import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { backward } from './backward.ts'
import type { Batch, Objective } from './model.ts'
import type { Operation } from './operation.ts'
import { interpret } from './operation.ts'
import { pairing } from './pairing.ts'

/** One call of a parametric operation, as the forward and the backward pass saw it. */
export interface Site extends Operation {
  /** δ = ∂ℓ_i/∂s_i for every example, shape of the operation's output; none if the loss does not depend on it. */
  readonly cotangent: Tensor | undefined
  /**
   * The output, where the input comes from the batch through no other layer: it is then the same in any later pass
   * at the same parameters, perturbed or not, and need not be computed again.
   */
  readonly known: Tensor | undefined
}

/** What one forward pass and one backward pass in the operations' outputs tell about every example. */
export interface Capture {
  /** Logits at w, [B, K]. */
  readonly logits: Tensor
  /** Per-example losses at w, [B]. */
  readonly losses: Tensor
  /** In the order of the calls. */
  readonly sites: readonly Site[]
  /**
   * Whether the sites do not tell all: some parameter enters the network other than through `Layers` or plays two
   * roles, or some layer's input is not the batch's, example by example along its first axis.
   */
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

/**
 * Follows the batch along tfjs's tape, to find out what the vectorised pass can't represent: a parameter that
 * enters other than through `Layers`, and a layer whose input is not made of the batch, example by example.
 */
function watcher(parameters: readonly Tensor[], inputs: Tensor) {
  const parameterIds = new Set(parameters.map(({ id }) => id))
  const fromBatch = new Set([inputs.id])
  const fromLayers = new Set<number>()
  let position = 0
  let bypassed = false
  /** Reads what was recorded since the last call; `layer` if by a layer, which may read parameters. */
  const follow = (layer: boolean): void => {
    const tape = tf.engine().state.activeTape ?? []
    for (const node of tape.slice(position)) {
      const ids = Object.values(node.inputs).map(({ id }) => id)
      if (!layer && ids.some(id => parameterIds.has(id))) bypassed = true
      for (const { id } of node.outputs) {
        if (ids.some(input => fromBatch.has(input))) fromBatch.add(id)
        if (layer || ids.some(input => fromLayers.has(input))) fromLayers.add(id)
      }
    }
    position = tape.length
  }
  return {
    begin: () => {
      position = tf.engine().state.activeTape?.length ?? 0
    },
    follow,
    expectBatch: (input: Tensor): void => {
      if (!fromBatch.has(input.id) || input.shape[0] !== inputs.shape[0]) bypassed = true
    },
    dependsOnLayers: (input: Tensor): boolean => fromLayers.has(input.id),
    bypassed: () => bypassed,
  }
}

/** Whether some parameter plays two roles, a matrix here and a scale there, say. */
function hasTwoRoles(operations: readonly Operation[]): boolean {
  const kinds = new Map<number, string>()
  return operations.some(({ uses }) =>
    uses.some(({ parameter, kind }) => {
      const first = kinds.get(parameter.id) ?? kind
      kinds.set(parameter.id, first)
      return first !== kind
    }),
  )
}

/**
 * Runs `use` on what one pass at `params` tells about each example. All tensors of the capture are freed when
 * `use` returns.
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
  const operations: Omit<Site, 'cotangent'>[] = []
  const watch = watcher(tree.leaves(params), batch.inputs)
  const layers = interpret(operation => {
    watch.follow(false)
    watch.expectBatch(operation.input)
    const site = operations.length
    const output = operation.output()
    const known = watch.dependsOnLayers(operation.input) ? undefined : keep(output)
    operations.push({ ...operation, input: keep(operation.input), known })
    const probed = probe(anchor, cotangent => {
      cotangents[site] = keep(cotangent)
    })(output)
    watch.follow(true)
    return probed
  })
  let logits = anchor as Tensor
  backward(() => {
    watch.begin()
    const output = objective.model.apply(layers)(params, batch.inputs)
    watch.follow(false)
    logits = keep(output)
    return pairing(output, at => objective.loss.residual(at, batch.labels))
  }, [anchor])
  const losses = keep(objective.loss.perExample(logits, batch.labels))
  const sites = operations.map((operation, site) => ({ ...operation, cotangent: cotangents[site] }))
  return { logits, losses, sites, bypassed: watch.bypassed() || hasTwoRoles(operations) }
}
