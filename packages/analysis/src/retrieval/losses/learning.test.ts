import { disposeTree, random, scoped } from '@planish/core'
import type { BatchObjective } from '@planish/grad'
import { linear } from '@planish/models'
import { followedBy, optimizerStep, sam, sgd } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { retrieval } from '../retrieval.ts'
import { contrastive } from './contrastive.ts'
import { proxyNca } from './proxyNca.ts'
import { triplet } from './triplet.ts'

it.each(['contrastive', 'triplet', 'proxyNca'] as const)('%s is learnt by SAM: retrieval gets better', name =>
  scoped(async own => {
    // Two classes told apart by one coordinate of six, the others louder.
    const n = 24
    const values = random.normal(random.key(1), 6 * n)
    const labels = Array.from({ length: n }, (_, i) => i % 2)
    for (const [i, label] of labels.entries()) values[6 * i] = label === 0 ? -0.5 : 0.5
    const batch = own({
      inputs: tf.tensor2d(values, [n, 6]),
      labels: tf.tensor1d(labels, 'int32'),
    })
    const model = linear({ inputShape: [6], classes: 2 })
    const drawn = proxyNca(model).init(random.key(0), 2, 2)
    const embedded = async (network: (typeof drawn)['network']): Promise<number> => {
      const embeddings = own(
        tf.tidy(() => tf.matMul(batch.inputs as tf.Tensor2D, network.layers[0]?.kernel as tf.Tensor2D)),
      )
      const found = await retrieval(embeddings, labels, { metric: 'euclidean', at: [1] })
      return found.mapAtR
    }
    const optimizer = followedBy(sgd({ learningRate: 0.1 }))(sam({ rho: 0.01 }))
    const before = await embedded(drawn.network)
    let params = drawn
    for (let step = 0; step < 25; step++) {
      const proxied = proxyNca(model, { scale: 3 })
      const objective: BatchObjective<typeof params> =
        name === 'proxyNca'
          ? proxied
          : {
              batchLoss: ({ network }, given) =>
                (name === 'triplet'
                  ? triplet(model, { margin: 1, mining: 'all' })
                  : contrastive(model)
                ).batchLoss(network, given),
            }
      const next = optimizerStep(
        objective,
        optimizer,
        params,
        optimizer.init(params),
        batch,
        random.key(step),
      )
      disposeTree([params, next.losses])
      params = next.params
    }
    own(params)
    expect(await embedded(params.network)).toBeGreaterThan(before + 0.1)
  }),
)
