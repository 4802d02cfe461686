import { PlanishError } from '@planish/core'
import type { Batch, DenseParams, Model } from '@planish/grad'

/** Parameters as `linear` and `deepLinear` of `@planish/models` have them. */
export type ChainParams = { readonly layers: readonly DenseParams[] }

/** Dense layers with nothing between them. */
export const chainOf = (params: ChainParams): Model<ChainParams> => ({
  init: () => params,
  apply: layers => (given, x) => given.layers.reduce((h, layer) => layers.dense(h, layer), x),
})

const refuse = (message: string, hint: string): never => {
  throw new PlanishError('usage', message, hint)
}

/** A `usage` error unless the chain has `depth` layers and one logit, and the batch suits the logistic loss. */
export function expectOneLogit(
  of: string,
  { layers }: ChainParams,
  { inputs, labels }: Batch,
  depth: number,
): void {
  const last = layers.at(-1)?.kernel
  if (layers.length !== depth || last?.shape[1] !== 1) {
    refuse(
      `${of}: ${layers.length} layers, the last with ${last?.shape[1] ?? 0} outputs`,
      `the identity is that of ${depth} dense layers with one logit`,
    )
  }
  if (inputs.rank !== 2 || labels.rank !== 1 || labels.dtype !== 'int32') {
    refuse(
      `${of}: inputs of shape [${inputs.shape.join(', ')}], labels of shape [${labels.shape.join(', ')}] and type ${labels.dtype}`,
      'give inputs [B, d] and labels 0 or 1 as int32 of shape [B]',
    )
  }
}

/** σ(x). */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
