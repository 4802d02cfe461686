const assert = require('node:assert/strict')
const { accuracy, predict } = require('@planish/analysis')
const { useBackend } = require('@planish/backend')
const { nativeStatus } = require('@planish/backend/native')
const { orThrow, random } = require('@planish/core')
const { gaussianToy } = require('@planish/datasets')
const { fashionMnistSubset } = require('@planish/datasets/node')
const { logistic, squared } = require('@planish/grad')
const { train } = require('@planish/lab')
const { linear } = require('@planish/models')
const { followedBy, optimizerStep, sam, sgd } = require('@planish/optim')
const tf = require('@tensorflow/tfjs-core')

async function main() {
  const { device } = orThrow(await useBackend('wasm')())

  // The step of node-esm/main.js.
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
}

main().catch(error => {
  console.error(error)
  process.exitCode = 1
})
