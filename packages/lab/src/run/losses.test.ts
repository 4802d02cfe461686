import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow, scoped } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { expect, it, onTestFinished } from 'vitest'
import { decodeLoss, lossKinds } from '../spec/losses.ts'
import { createRun } from './directory.ts'
import { goOn, tinyConfig } from './testing/tinyRun.ts'

/** Runs with a loss, from a directory that the test removes. */
async function runWith(loss: string) {
  const root = mkdtempSync(join(tmpdir(), 'planish-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const rules = ['sgd', 'sam:rho=0.1,m=1,term=logit', 'sam:rho=0.1,m=1,term=jacobian']
  return goOn(await createRun(join(root, 'run'), { ...tinyConfig, seeds: 1, loss, rules }))
}

it.each(lossKinds.map(({ kind, first }) => (first === 'rate' ? `${kind}:0.2` : kind)))(
  'trains with the loss %s, SGD and the halves of 1-SAM',
  async loss => {
    const { metrics, result } = orThrow(await runWith(loss))
    expect(metrics).toHaveLength(9)
    for (const epoch of metrics) expect(epoch.loss, `${epoch.rule}, epoch ${epoch.epoch}`).not.toBeNull()
    // The toy's classes lie apart: whatever the loss, some rule finds them.
    expect(Math.max(...result.rows.map(({ peak }) => peak))).toBeGreaterThan(0.6)
  },
)

it('says what is wrong where noise leaves nothing to correct by', async () => {
  const ran = await runWith('backwardCorrection:0.5')
  expect(ran).toMatchObject(E.left({ code: 'usage', message: 'backwardCorrection: T has no inverse' }))
})

it('a correction is for the noise that is named', () =>
  scoped(async own => {
    const { value: loss } = orThrow(decodeLoss('forwardCorrection:0.2,noise=pairFlip'))
    const residual = own(loss.residual(own(tf.zeros([1, 3])), own(tf.tensor1d([0], 'int32'))))
    // a_i = p_i T[i][0] / s_0: label 0 comes from class 0 or, flipped, from class 2.
    const expected = own(tf.tensor2d([[1 / 3 - 0.8, 1 / 3, 1 / 3 - 0.2]]))
    await expectClose(residual, expected, 1e-6)
    expect(decodeLoss('forwardCorrection:0.2,noise=pairFlip,inclusive')).toMatchObject({
      left: { code: 'usage', message: 'inclusive is of symmetric noise, pairFlip has none' },
    })
  }))
