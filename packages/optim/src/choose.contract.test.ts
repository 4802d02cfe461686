import { random, scoped } from '@planish/core'
import type { BatchObjective } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { sgd } from './aliases/sgd.ts'
import { followedBy } from './followedBy.ts'
import type { BatchOptimizer } from './optimizer.ts'
import { optimizerStep } from './optimizerStep.ts'
import { aeSam } from './rules/aeSam.ts'
import { eigenSam } from './rules/eigenSam.ts'
import { saner } from './rules/saner.ts'
import { skipNonFinite } from './skipNonFinite.ts'
import { applyIfFinite } from './transformations/applyIfFinite.ts'

const descent = sgd({ learningRate: 0.1, momentum: 0.9 })
const optimizers: { readonly [name: string]: BatchOptimizer } = {
  skipNonFinite: skipNonFinite(followedBy(descent)(saner({ rho: 0.1, alpha: 1 }))),
  applyIfFinite: followedBy(applyIfFinite(descent, 3))(saner({ rho: 0.1, alpha: 1 })),
  aeSam: followedBy(descent)(aeSam({ rho: 0.1, steps: 10, lambda1: -9, lambda2: -9 })),
  eigenSam: followedBy(descent)(eigenSam({ rho: 0.1, alpha: 0 })),
}

/** ½ ‖w‖² whose gradient at w + ρ ŵ is (1 + ρ/‖w‖) w, of any shape. */
const bowl: BatchObjective<{ w: tf.Tensor }> = {
  batchLoss: ({ w }) => tf.mul(0.5, tf.sum(tf.square(w))),
}

// tfjs's WebGPU kernel of `where` has four axes at most.
it.each(Object.entries(optimizers))('%s takes parameters of five axes', (_, optimizer) =>
  scoped(async own => {
    const params = { w: own(tf.tensor([3, 4], [1, 1, 2, 1, 1])) }
    const batch = own({ inputs: tf.zeros([1, 1]), labels: tf.zeros([1], 'int32') })
    const state = own(optimizer.init(params))
    const next = optimizerStep(bowl, optimizer, params, state, batch, random.key(0))
    own([next.params, next.losses])
    own(next.state)
    const [a = 0, b = 0] = await next.params.w.data()
    expect(a).toBeCloseTo(3 - 0.1 * (3 + 0.06), 5)
    expect(b).toBeCloseTo(4 - 0.1 * (4 + 0.08), 5)
  }),
)
