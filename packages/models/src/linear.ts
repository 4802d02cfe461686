import type { Model } from '@planish/grad'
import { type DenseStackParams, denseStack } from './denseStack.ts'
import type { KernelInit } from './kernelInit.ts'

/** Options of {@link linear}. */
export interface LinearOptions {
  /** Shape of one input, flattened by the model. */
  readonly inputShape: readonly number[]
  /** Number of logits; one for a binary model with the logistic loss. */
  readonly classes: number
  /** Default true. */
  readonly bias?: boolean
  /** Default `lecunNormal`, as in Flax. */
  readonly init?: KernelInit
}

/**
 * A linear model, F(w, x) = xW + b: the paper's first setting, where SAM's effect is all in the logit term.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { linear } from '@planish/models'
 *
 * linear({ inputShape: [100], classes: 1 }).init(random.key(0)).layers.length // 1
 * ```
 */
export const linear = ({
  bias = true,
  init = 'lecunNormal',
  ...rest
}: LinearOptions): Model<DenseStackParams> =>
  denseStack({ ...rest, hidden: [], activation: 'identity', bias, init, dropout: 0 })
