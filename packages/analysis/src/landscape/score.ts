import type { Tree } from '@planish/core'
import { scoped, tidy } from '@planish/core'
import type { Batch } from '@planish/grad'
import { plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Part } from '../hessian/examples.ts'
import { type AnyObjective, meanOver } from '../hessian/loss.ts'

/** Loss and accuracy at one point. */
export interface Score {
  readonly loss: number
  /** In [0, 1]; NaN where there are no classes to predict: a batch's loss, or targets that are not class indices. */
  readonly accuracy: number
}

/** [mean loss, accuracy] of a batch, [2]. */
function scoreOf<P extends Tree>(objective: AnyObjective<P>, params: P, batch: Batch): Tensor {
  if ('batchLoss' in objective) {
    return tf.stack([tf.reshape(objective.batchLoss(params, batch), []), tf.scalar(Number.NaN)])
  }
  const { inputs, labels, draws } = batch
  const logits = objective.model.apply(plain)(params, inputs, draws)
  const loss = tf.mean(objective.loss.perExample(logits, labels))
  if (labels.rank !== 1 || labels.dtype !== 'int32') return tf.stack([loss, tf.scalar(Number.NaN)])
  const predicted =
    logits.shape[1] === 1
      ? tf.cast(tf.greater(tf.squeeze(logits, [1]), 0), 'int32')
      : tf.cast(tf.argMax(logits, 1), 'int32')
  return tf.stack([loss, tf.mean(tf.cast(tf.equal(predicted, labels), 'float32'))])
}

/** Loss and accuracy over all examples. */
export const scoreAt = <P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  parts: Iterable<Part>,
): Promise<Score> =>
  scoped(async own => {
    const both = own(meanOver<Tensor>(parts, batch => tidy(() => scoreOf(objective, params, batch))))
    const [loss, accuracy] = await both.data()
    return { loss: loss as number, accuracy: accuracy as number }
  })
