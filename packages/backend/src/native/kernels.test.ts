import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { nativeStatus } from './nativeStatus.ts'
import { entryFile } from './runtimeFiles.ts'

const status = await nativeStatus()
const own = status.installed && status.kind === 'planish' && status.kernels && status.device === 'cpu'

/**
 * Two rounds of two workers that load the binding at the same time, in a process whose main thread never does: after
 * the first round Node lets go of the library, and of what stayed behind in it if it were not pinned.
 */
const script = `'use strict'
const { Worker } = require('node:worker_threads')
const compute = ([tfjsPath, entryPath]) => {
  const tf = require(tfjsPath)
  require(entryPath)(tf)
  tf.setBackend('tensorflow')
  const { binding } = tf.backend()
  const attributes = [{ name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: 0 }]
  const x = tf.tidy(() => tf.tile(tf.tensor2d([[1, 3]]), [100000, 1]))
  let sum = 0
  for (let i = 0; i < 20; i++) {
    const outputs = tf.backend().executeMultipleOutputs('Planish1Normalise', attributes, [x], 2)
    sum += tf.tidy(() => tf.sum(tf.slice(outputs[0], [0, 1], [-1, 1]))).dataSync()[0]
    tf.dispose(outputs)
  }
  return sum
}
const start = () => new Promise((resolve, reject) => {
  const worker = new Worker(source, { eval: true, workerData: process.argv.slice(1) })
  let sum
  worker.on('message', value => { sum = value })
  worker.on('error', reject)
  worker.on('exit', () => resolve(sum))
})
const source = 'const compute = ' + compute + '\\nconst { parentPort, workerData } = require("node:worker_threads")\\nparentPort.postMessage(compute(workerData))'
const round = () => Promise.all([start(), start()])
round().then(async first => console.log(JSON.stringify([...first, ...(await round())])))
`

describe.skipIf(!own && process.env.CI === undefined)("the native binding's own kernels", () => {
  test('work in several workers at once, and after all of them have ended', async () => {
    if (!own) throw new Error('missing: planish backend install native')
    const tfjs = createRequire(import.meta.url).resolve('@tensorflow/tfjs')
    const { NODE_OPTIONS: _, ...env } = process.env
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', script, tfjs, join(status.path, entryFile)],
      { env },
    )
    expect(JSON.parse(stdout)).toEqual([2e6, 2e6, 2e6, 2e6])
  })
})
