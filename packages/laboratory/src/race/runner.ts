import { disposeTree, random, type Tree, tidy } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import { type Optimizer, optimizerStep, type State } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'
import type { RuleName } from '../spec/rules.ts'

/** No rule that races here draws anything. */
const unused = random.key(0)

/** One rule with its weights: the racing part, which owns its tensors. */
export interface Runner<P extends Tree> {
  readonly rule: RuleName
  /** Stay the runner's, and are gone after its next step. */
  readonly params: () => P
  readonly step: (batch: Batch) => void
  /** Mean loss of the last batch before its step; null before the first step. */
  readonly loss: () => Promise<number | null>
  readonly dispose: () => void
}

/** A runner at the start; the parameters become its own. */
export function createRunner<P extends Tree>(
  rule: RuleName,
  objective: Objective<P>,
  optimizer: Optimizer,
  start: P,
): Runner<P> {
  let params = start
  let state: State = optimizer.init(params)
  let loss: tf.Tensor | null = null
  const dispose = (): void => {
    disposeTree(params)
    disposeTree(state)
    loss?.dispose()
  }
  return {
    rule,
    params: () => params,
    step: batch => {
      const next = tidy(() => {
        const { losses, ...point } = optimizerStep(objective, optimizer, params, state, batch, unused)
        return { params: point.params, state: point.state, loss: tf.mean(losses) }
      })
      dispose()
      params = next.params
      state = next.state
      loss = next.loss
    },
    loss: async () => (loss === null ? null : ((await loss.data())[0] ?? null)),
    dispose,
  }
}
