import type { Tree } from '@planish/core'
import type { Model } from '@planish/grad'

/**
 * Forgets the type of a model's parameters, so that models of different kinds can stand in one place. Whoever
 * holds the result has no trees for it but those of its own `init`, or read from a file against one of them.
 */
export const anyModel = <P extends Tree>({ init, apply }: Model<P>): Model => ({
  init,
  apply: layers => {
    const run = apply(layers)
    return (params, ...rest) => run(params as P, ...rest)
  },
})
