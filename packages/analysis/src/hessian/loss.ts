import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Batch, BatchObjective, Objective } from '@planish/grad'
import { batchGradient, differentiate, exampleLosses } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Part } from './examples.ts'

/** A loss of examples, or of a batch that can't be split into theirs. */
export type AnyObjective<P extends Tree> = Objective<P> | BatchObjective<P>

/** A batch's mean loss, a scalar, with its gradient in the parameters. */
export interface LossGradient<P extends Tree> {
  readonly loss: Tensor
  readonly gradient: P
}

/** A batch's loss and gradient. */
export const batchLossGradient = <P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  batch: Batch,
): LossGradient<P> =>
  tidy(() => {
    if ('batchLoss' in objective) {
      const value = () => ({ value: objective.batchLoss(params, batch), also: [] })
      const found = differentiate(params, value)
      return { loss: found.value, gradient: found.gradient }
    }
    const { gradient, losses } = batchGradient(objective, params, batch)
    return { loss: tf.mean(losses), gradient }
  })

/** A batch's mean loss, a scalar. */
const batchLoss = <P extends Tree>(objective: AnyObjective<P>, params: P, batch: Batch): Tensor =>
  tidy(() =>
    'batchLoss' in objective
      ? tf.reshape(objective.batchLoss(params, batch), [])
      : tf.mean(exampleLosses(objective, params, batch)),
  )

/** Σ share · f(batch) of trees, added up part by part. */
export function meanOver<T extends Tree>(parts: Iterable<Part>, f: (batch: Batch) => T): T {
  let sum: T | undefined
  for (const { batch, share } of parts) {
    const last = sum
    sum = tidy(() => {
      const found = f(batch)
      const weighted = share === 1 ? found : tree.map<T>(found, leaf => tf.mul(leaf, share))
      return last === undefined ? weighted : tree.map2<T>(last, weighted, (a, b) => tf.add(a, b))
    })
    if (last !== undefined) tf.dispose(tree.leaves(last))
  }
  return sum as T
}

/** The mean loss over some parts, a scalar. */
export const meanLoss = <P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  parts: Iterable<Part>,
): Tensor => meanOver<Tensor>(parts, batch => batchLoss(objective, params, batch))

/** The mean loss over some parts with its gradient. */
export function meanLossGradient<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  parts: Iterable<Part>,
): LossGradient<P> {
  const [loss, gradient] = meanOver<[Tensor, P]>(parts, batch => {
    const found = batchLossGradient(objective, params, batch)
    return [found.loss, found.gradient]
  })
  return { loss, gradient }
}
