import { accuracy, predict } from '@planish/analysis'
import { useBackend } from '@planish/backend'
import { orThrow } from '@planish/core'
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { data, model, withOneSam, withYourRule } from './yourOwn.ts'

/** Where Vite serves what the wasm backend fetches. */
const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
}

const output = document.querySelector('output')
const say = (line: string): void => output?.append(`${line}\n`)

const { name, device } = orThrow(await useBackend('auto', { wasmPaths })())
say(`backend: ${name} (${device})`)

for (const [rule, run] of Object.entries({ 'your rule': withYourRule, '1-SAM': withOneSam })) {
  const { params } = orThrow(await run()())
  const predicted = await predict(model, params, data)
  say(`${rule}: ${(100 * (accuracy(predicted, data.labels) ?? 0)).toFixed(1)} % of the circle learned`)
}
