import { setTimeout as sleep } from 'node:timers/promises'
import { disposeTree, type Key, random, type Tree, tidy } from '@planish/core'
import { batches, batchOf, type Dataset, toTensors } from '@planish/datasets'
import type { BatchObjective } from '@planish/grad'
import { type BatchOptimizer, optimizerStep } from '@planish/optim'

/** How a network that embeds is trained. */
export interface EmbedOptions {
  readonly optimizer: BatchOptimizer
  readonly data: Dataset
  readonly epochs: number
  readonly batchSize: number
  /** Decides order and draws. */
  readonly key: Key
}

/**
 * Trains with a loss of pairs, which has no losses of examples for `train` to report.
 *
 * @param first the first parameters, consumed
 * @returns the last parameters, the caller's
 */
export async function embed<P extends Tree>(
  objective: BatchObjective<P>,
  first: P,
  { optimizer, data, epochs, batchSize, key }: EmbedOptions,
): Promise<P> {
  const [orderKey, stepKey] = random.split(key) as [Key, Key]
  let at = { params: first, state: optimizer.init(first) }
  for (let epoch = 0; epoch < epochs; epoch++) {
    const keyOfEpoch = random.foldIn(stepKey, epoch)
    for (const { indices, position } of batches(data, { batchSize, key: orderKey, epoch })) {
      const next = tidy(() => {
        const [forRule, forDraws] = random.split(random.foldIn(keyOfEpoch, position)) as [Key, Key]
        const batch = { ...toTensors(batchOf(data, indices)), draws: { key: forDraws, first: 0 } }
        const { params, state } = optimizerStep(objective, optimizer, at.params, at.state, batch, forRule)
        return { params, state }
      })
      disposeTree(at)
      at = next
    }
    await sleep(0)
  }
  disposeTree(at.state)
  return at.params
}
