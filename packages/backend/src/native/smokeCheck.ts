import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'
import { run } from './run.ts'
import { entryFile } from './runtimeFiles.ts'

/** What the native backend said of itself when it was tried. */
export interface SmokeResult {
  readonly device: 'cpu' | 'gpu'
  readonly tensorflow: string
}

/**
 * Runs in a process of its own. All values are small integers, so that every right result is exact: a product,
 * both gradients of a convolution (stride 1: see the known fault of strided 1×1 ones in ADR 2), and one of Planish's
 * own kernels, which are for the CPU only.
 */
const script = `'use strict'
const [tfjsPath, entryPath] = process.argv.slice(1)
const tf = require(tfjsPath)
const found = require(entryPath)(tf)
const equal = (name, tensor, expected) => {
  const values = Array.from(tensor.dataSync())
  if (values.length !== expected.length || values.some((value, i) => value !== expected[i])) {
    throw new Error(name + ' is wrong: ' + values.slice(0, 8) + ' … instead of ' + expected.slice(0, 8) + ' …')
  }
}
tf.setBackend('tensorflow')
equal('a matrix product', tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])), [19, 22, 43, 50])

const [batch, size, channels, filters, side] = [2, 5, 3, 4, 3]
const out = size - side + 1
const pixel = (b, i, j, c) => ((b * size + i) * size + j) * channels + c
const range = n => Array.from({ length: n }, (_, i) => i)
const x = tf.tensor4d(range(batch * size * size * channels), [batch, size, size, channels])
const w = tf.ones([side, side, channels, filters])
const [dx, dw] = tf.grads((x, w) => tf.sum(tf.conv2d(x, w, 1, 'valid')))([x, w])
const expectedDw = range(side * side * channels * filters).map(flat => {
  const at = Math.floor(flat / filters)
  const [i, j, c] = [Math.floor(at / (side * channels)), Math.floor(at / channels) % side, at % channels]
  let sum = 0
  for (let b = 0; b < batch; b++)
    for (let p = 0; p < out; p++) for (let q = 0; q < out; q++) sum += pixel(b, i + p, j + q, c)
  return sum
})
const windows = i => Math.min(i, size - 1 - i, side - 1, out - 1) + 1
const expectedDx = range(batch * size * size * channels).map(flat => {
  const at = Math.floor(flat / channels) % (size * size)
  return filters * windows(Math.floor(at / size)) * windows(at % size)
})
equal('the filter gradient of a convolution', dw, expectedDw)
equal('the input gradient of a convolution', dx, expectedDx)
if (found.device === 'cpu') {
  const backend = tf.backend()
  const settings = [
    { name: 'epsilon', type: backend.binding.TF_ATTR_FLOAT, value: 0 },
    { name: 'biased', type: backend.binding.TF_ATTR_BOOL, value: true },
  ]
  const operands = [tf.tensor2d([[1, 3], [7, 3]]), tf.tensor1d([2, 3]), tf.tensor1d([10, 20])]
  equal('a LayerNorm', backend.executeMultipleOutputs('Planish1LayerNorm', settings, operands, 2)[0], [8, 23, 12, 17])
}
process.stdout.write('planish:' + JSON.stringify(found) + '\\n')
`

/** Loads the backend in `folder` in a child process, so that a crash stays there, and compares known numbers. */
export async function smokeCheck(folder: string, signal?: AbortSignal): Promise<SmokeResult> {
  const tfjs = createRequire(import.meta.url).resolve('@tensorflow/tfjs')
  const finished = await run(process.execPath, ['-e', script, tfjs, join(folder, entryFile)], {
    env: withoutNodeOptions(process.env),
    signal,
    timeout: 180_000,
  })
  const answer = /^planish:(.*)$/m.exec(finished.stdout)?.[1]
  if (finished.status === 0 && answer !== undefined) return JSON.parse(answer) as SmokeResult
  const end = finished.signal === null ? `status ${finished.status}` : `signal ${finished.signal}`
  throw new PlanishError(
    'backend',
    `the native backend was built but does not work here (it ended with ${end}):\n${reason(finished.stderr)}`,
    'run it again with --force to build it anew; until then the wasm backend does the work',
  )
}

/** Loaders of the calling program (vitest's, tsx's) have no place in the check. */
function withoutNodeOptions({ NODE_OPTIONS: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env
}

const reason = (stderr: string): string => {
  const lines = stderr.trim().split('\n')
  const error = lines.filter(line => /error/i.test(line))
  return (error.length > 0 ? error : lines).slice(-6).join('\n')
}
