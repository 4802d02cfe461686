import type { Model } from '@planish/grad'
import { type DenseStackParams, denseStack } from './denseStack.ts'
import type { KernelInit } from './kernelInit.ts'

/** Options of {@link deepLinear}. */
export interface DeepLinearOptions {
  /** Shape of one input, flattened by the model. */
  readonly inputShape: readonly number[]
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[]
  /** Number of logits. */
  readonly classes: number
  /** Default false: the paper's two-layer linear net is f(x) = ⟨v, Wx⟩. */
  readonly bias?: boolean
  /** Default `lecunNormal`, as in Flax. */
  readonly init?: KernelInit
}

/**
 * A product of matrices, linear in x but not in its parameters: the smallest model where the Jacobian term of
 * SAM acts.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { deepLinear } from '@planish/models'
 *
 * deepLinear({ inputShape: [100], hidden: [50], classes: 1 }).init(random.key(0)).layers.length // 2
 * ```
 */
export const deepLinear = ({
  bias = false,
  init = 'lecunNormal',
  ...rest
}: DeepLinearOptions): Model<DenseStackParams> =>
  denseStack({ ...rest, activation: 'identity', bias, init, dropout: 0 })
