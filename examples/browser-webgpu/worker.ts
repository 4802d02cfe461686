import { accuracy, predict } from '@planish/analysis'
import { type Backend, useBackend } from '@planish/backend'
import { orThrow, random } from '@planish/core'
import { corrupt, gaussianToy, symmetric } from '@planish/datasets'
import { crossEntropy } from '@planish/grad'
import { train } from '@planish/lab'
import { mlp } from '@planish/models'
import { followedBy, sam, sgd } from '@planish/optim'
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { epochs, type Message } from './messages.ts'

/** Where Vite serves what the wasm backend fetches. */
const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
}

const tell = (message: Message): void => self.postMessage(message)

const describe = ({ name, device, software }: Backend): string =>
  `backend: ${name} (${device}${software ? ', imitated in software' : ''})`

/** WebGPU on real hardware, or wasm with the reason; or the one that was asked for. */
async function start(asked: unknown): Promise<string> {
  if (asked === 'webgpu' || asked === 'wasm')
    return describe(orThrow(await useBackend(asked, { wasmPaths })()))
  const started = orThrow(await useBackend('auto', { wasmPaths })())
  const instead = started.name === 'webgpu' ? '' : ', because this browser has no WebGPU on a real GPU'
  return describe(started) + instead
}

const toy = (size: number, seed: number) =>
  orThrow(gaussianToy({ size, dimension: 20, signal: 2, sigma: 1, key: random.key(seed) }))

async function run(asked: unknown): Promise<void> {
  tell({ type: 'backend', text: await start(asked) })
  const data = orThrow(corrupt(symmetric({ rate: 0.3 }), random.key(1))(toy(240, 0)))
  const test = toy(400, 2)
  const model = mlp({ inputShape: data.inputShape, hidden: [64], classes: data.classes })
  orThrow(
    await train({
      objective: { model, loss: crossEntropy },
      optimizer: followedBy(sgd({ learningRate: 0.03, momentum: 0.9 }))(sam({ rho: 0.05, m: 1 })),
      data,
      epochs,
      batchSize: 60,
      key: random.key(3),
      onEpoch: async ({ epoch, params }, { loss }) => {
        const predicted = await predict(model, params, test)
        tell({ type: 'epoch', epoch, loss, accuracy: accuracy(predicted, test.labels) ?? 0 })
      },
    })(),
  )
  tell({ type: 'done' })
}

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  run(data).catch((thrown: unknown) =>
    tell({ type: 'failed', text: thrown instanceof Error ? thrown.message : String(thrown) }),
  )
})
