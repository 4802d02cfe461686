import type { PlanishError } from '@planish/core'
import { toPlanishError } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Backend, BackendName } from './name.ts'
import { type BackendOptions, useBackend } from './useBackend.ts'

/** A backend that proved to work: it computed a gradient and gave it back. */
export interface Probe extends Backend {
  /** Median time of one small training step (784-128-10 ReLU MLP, batch 64), in milliseconds. */
  readonly stepMilliseconds: number
}

const repetitions = 7

/** One gradient step of a small MLP; resolves when the numbers have arrived. */
async function step(inputs: tf.Tensor, hidden: tf.Tensor, head: tf.Tensor): Promise<void> {
  const gradients = tf.tidy(() =>
    tf.grads((first: tf.Tensor, second: tf.Tensor) =>
      tf.mean(tf.square(tf.matMul(tf.relu(tf.matMul(inputs, first)), second))),
    )([hidden, head]),
  )
  await Promise.all(gradients.map(gradient => gradient.data()))
  tf.dispose(gradients)
}

async function timeStep(): Promise<number> {
  const tensors = [tf.ones([64, 784]), tf.fill([784, 128], 0.01), tf.fill([128, 10], 0.01)] as const
  const times: number[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const start = performance.now()
    await step(...tensors)
    times.push(performance.now() - start)
  }
  tf.dispose([...tensors])
  return times.sort((a, b) => a - b)[repetitions >> 1] ?? Number.NaN
}

/**
 * Starts a backend and times a small training step on it.
 *
 * @example
 * ```ts
 * import { probe } from '@planish/backend'
 *
 * const result = await probe('cpu')()
 * ```
 */
export const probe = (name: BackendName, options: BackendOptions = {}): TE.TaskEither<PlanishError, Probe> =>
  pipe(
    useBackend(name, options),
    TE.flatMap(backend =>
      TE.tryCatch(
        async () => ({ ...backend, stepMilliseconds: await timeStep() }),
        toPlanishError('backend', `${name} started but failed in a training step`),
      ),
    ),
  )
