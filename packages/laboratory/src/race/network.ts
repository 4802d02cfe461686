import type { Tree } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import type { Model } from '@planish/grad'
import { cnn, linear, mlp } from '@planish/models'
import type { NetworkSpec } from '../spec/network.ts'

/** What is done with a network whatever its parameters are: the caller's own type stays inside. */
export type WithModel<A> = <P extends Tree>(model: Model<P>) => A

/** Builds the network for a data set's examples and hands it on. Kernels start as He et al. draw them. */
export function withNetwork<A>(spec: NetworkSpec, { inputShape, classes }: Dataset, use: WithModel<A>): A {
  const shape = { inputShape, classes, init: 'heNormal' } as const
  if (spec.kind === 'linear') return use(linear(shape))
  if (spec.kind === 'mlp') return use(mlp({ ...shape, hidden: spec.hidden }))
  return use(cnn({ ...shape, width: spec.width }))
}
