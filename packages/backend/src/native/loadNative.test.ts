import * as tf from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadNative } from './loadNative.ts'
import { nativeStatus } from './nativeStatus.ts'
import { smokeCheck } from './smokeCheck.ts'

const status = await nativeStatus()
const required = process.env.CI !== undefined
if (!status.installed && !required) console.warn(`SKIPPED: ${status.why} (${status.fix})`)

describe.skipIf(!status.installed && !required)('the installed native backend', () => {
  let before = ''
  beforeAll(async () => {
    expect(status).toMatchObject({ installed: true })
    before = tf.getBackend()
    const loaded = await loadNative()()
    expect(loaded).toMatchObject(E.right({ tensorflow: expect.stringMatching(/^\d+\.\d+/) }))
    expect(tf.getBackend()).toBe(before)
    expect(await loadNative()()).toEqual(loaded)
    await tf.setBackend('tensorflow')
  })
  afterAll(async () => {
    if (before !== '') await tf.setBackend(before)
  })

  test('passes its own check in a child process', async () => {
    if (!status.installed || status.kind !== 'planish') return
    expect(await smokeCheck(status.path)).toMatchObject({ device: status.device })
  })

  test('multiplies, and differentiates a convolution as the definition says', async () => {
    expect(tf.getBackend()).toBe('tensorflow')
    const result = tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1])
      const w = tf.tensor4d([1, 0, 0, -1], [2, 2, 1, 1])
      const loss = (x: tf.Tensor, w: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid'))) as tf.Scalar
      const [dx, dw] = tf.grads(loss)([x, w])
      const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]), true)
      return tf.keep(
        tf.concat([product, dw as tf.Tensor, dx as tf.Tensor].map(part => tf.reshape(part, [-1]))),
      )
    })
    // Every output is x[i,j] − x[i+1,j+1] = −4, so dy = −8 everywhere.
    const filter = [-8 * 12, -8 * 16, -8 * 24, -8 * 28]
    const input = [-8, -8, 0, -8, 0, 8, 0, 8, 8]
    expect(Array.from(await result.data())).toEqual([26, 30, 38, 44, ...filter, ...input])
    result.dispose()
  })

  test('has what tfjs-node takes from a `util` that Node has since emptied', async () => {
    const { values, indices } = tf.tidy(() => tf.topk(tf.tensor1d([3, 1, 2]), 2))
    expect([...(await values.data()), ...(await indices.data())]).toEqual([3, 2, 0, 2])
    tf.dispose([values, indices])
  })
})
