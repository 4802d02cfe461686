import { accuracy, predict } from '@planish/analysis'
import { useBackend } from '@planish/backend'
import { orThrow, random } from '@planish/core'
import { gaussianToy } from '@planish/datasets'
import { logistic, squared } from '@planish/grad'
import { train } from '@planish/lab'
import { linear } from '@planish/models'
import { followedBy, optimizerStep, sam, sgd } from '@planish/optim'
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import * as tf from '@tensorflow/tfjs-core'

/** Where Vite has put the files that tfjs's wasm backend fetches. */
const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
}

/** The step of node-esm/main.js, and the toy's accuracy, on one backend. */
async function use(name) {
  const { device } = orThrow(await useBackend(name, { wasmPaths })())
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
  const kernel = [...(await step.params.kernel.data())]

  const data = orThrow(gaussianToy({ size: 200, dimension: 5, signal: 3, sigma: 0.5, key: random.key(1) }))
  const toy = { model: linear({ inputShape: [5], classes: 1 }), loss: logistic }
  const trained = orThrow(
    await train({ objective: toy, optimizer: oneSam, data, epochs: 5, batchSize: 20, key: random.key(2) })(),
  )
  return { device, kernel, accuracy: accuracy(await predict(toy.model, trained.params, data), data.labels) }
}

/** Read by the check. */
globalThis.answer = (async () => ({ wasm: await use('wasm'), webgpu: await use('webgpu') }))()
