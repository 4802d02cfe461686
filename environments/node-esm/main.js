import assert from 'node:assert/strict'
import { accuracy, predict } from '@planish/analysis'
import { useBackend } from '@planish/backend'
import { nativeStatus } from '@planish/backend/native'
import { orThrow, random } from '@planish/core'
import { gaussianToy } from '@planish/datasets'
import { fashionMnistSubset } from '@planish/datasets/node'
import { logistic, squared } from '@planish/grad'
import { train } from '@planish/lab'
import { linear } from '@planish/models'
import { followedBy, optimizerStep, sam, sgd } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'

const { device } = orThrow(await useBackend('wasm')())

// Two examples, x = (3, 4), y = 1 and x = (0, 2), y = −2, at w = 0. 1-SAM makes the residuals −1 and 2 longer by
// ρ‖x‖, to −1.5 and 2.2; the mean of residual · x is (−2.25, −0.8).
const objective = {
  model: {
    init: () => ({ kernel: tf.zeros([2, 1]) }),
    apply: layers => (params, x) => layers.dense(x, params),
  },
  loss: squared,
}
const oneSam = followedBy(sgd({ learningRate: 0.1 }))(sam({ rho: 0.1, m: 1 }))
const params = objective.model.init()
const batch = {
  inputs: tf.tensor2d([
    [3, 4],
    [0, 2],
  ]),
  labels: tf.tensor2d([[1], [-2]]),
}
const step = optimizerStep(objective, oneSam, params, oneSam.init(params), batch, random.key(0))
const kernel = await step.params.kernel.data()
assert.ok(Math.abs(kernel[0] - 0.225) < 1e-6 && Math.abs(kernel[1] - 0.08) < 1e-6, `1-SAM: ${kernel}`)
assert.equal(step.path, 'vectorised')

const data = orThrow(gaussianToy({ size: 200, dimension: 5, signal: 3, sigma: 0.5, key: random.key(1) }))
const toy = { model: linear({ inputShape: [5], classes: 1 }), loss: logistic }
const trained = orThrow(
  await train({ objective: toy, optimizer: oneSam, data, epochs: 5, batchSize: 20, key: random.key(2) })(),
)
const share = accuracy(await predict(toy.model, trained.params, data), data.labels)
assert.ok(share > 0.95, `accuracy of the toy: ${share}`)

assert.equal(orThrow(await fashionMnistSubset()()).test.labels.length, 4000)
assert.equal(typeof (await nativeStatus()).installed, 'boolean')

console.log(JSON.stringify({ node: process.version, device, kernel: [...kernel], accuracy: share }))
