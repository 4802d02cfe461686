import { accuracy, predict } from '@planish/analysis'
import { useBackend } from '@planish/backend'
import { orThrow, random } from '@planish/core'
import { corrupt, gaussianToy, symmetric } from '@planish/datasets'
import { crossEntropy } from '@planish/grad'
import { train } from '@planish/lab'
import { mlp } from '@planish/models'
import { followedBy, sam, sgd } from '@planish/optim'

const started = await useBackend('webgpu')()
if (started._tag === 'Left') {
  console.error(`${started.left.message}\n${started.left.hint ?? ''}`)
  console.error('without a GPU: npm run start:imitated')
  process.exit(1)
}
const { device, software } = started.right
console.log(`backend: webgpu (${device}${software ? ', imitated in software' : ''})`)

// The paper's toy: one coordinate tells the class, the others are noise; three labels in ten are wrong.
const toy = (size: number, seed: number) =>
  orThrow(gaussianToy({ size, dimension: 20, signal: 2, sigma: 1, key: random.key(seed) }))
const data = orThrow(corrupt(symmetric({ rate: 0.3 }), random.key(1))(toy(240, 0)))
const test = toy(400, 2)
const model = mlp({ inputShape: data.inputShape, hidden: [64], classes: data.classes })

const run = train({
  objective: { model, loss: crossEntropy },
  optimizer: followedBy(sgd({ learningRate: 0.03, momentum: 0.9 }))(sam({ rho: 0.05, m: 1 })),
  data,
  epochs: 3,
  batchSize: 60,
  key: random.key(3),
  onEpoch: async ({ epoch, params }, { loss, path }) => {
    const share = accuracy(await predict(model, params, test), test.labels) ?? 0
    console.log(
      `epoch ${epoch}: loss ${loss.toFixed(3)}, test accuracy ${(100 * share).toFixed(1)} % (${path})`,
    )
  },
})
orThrow(await run())
