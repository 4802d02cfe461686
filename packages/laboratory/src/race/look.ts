import { accuracy, medianAmong, predict, upWeighting } from '@planish/analysis'
import type { Tree } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import type * as tf from '@tensorflow/tfjs-core'
import type { RaceData } from '../data/raceData.ts'
import type { Picture, RuleMeasurement } from './measurement.ts'
import { planeOf } from './plane.ts'
import type { Runner } from './runner.ts'

/** What every look is taken with; its tensors are the race's. */
export interface Looking<P extends Tree> {
  readonly objective: Objective<P>
  readonly data: RaceData
  readonly rho: number
  /** Training examples that up-weighting is measured on, and which of them are labelled wrongly. */
  readonly weighed: { readonly batch: Batch; readonly mask: Uint8Array }
  readonly grid: tf.Tensor | null
  /** The wrongly labelled training examples on show. */
  readonly shown: Int32Array
}

/** Looks at one rule: its figures and its picture. */
export async function look<P extends Tree>(
  { objective, data, rho, weighed, grid, shown }: Looking<P>,
  runner: Runner<P>,
): Promise<{ readonly measured: RuleMeasurement; readonly picture: Picture }> {
  const { model } = objective
  const { train, test } = data
  const params = runner.params()
  const onTrain = await predict(model, params, train)
  const onTest = await predict(model, params, test)
  const ratios = await upWeighting(objective, params, weighed.batch, rho)
  const { mask } = train
  return {
    measured: {
      rule: runner.rule,
      cleanTrain: accuracy(onTrain, train.labels, { mask, among: 0 }),
      noisyTrain: accuracy(onTrain, train.labels, { mask, among: 1 }),
      test: accuracy(onTest, test.labels),
      upWeighting: {
        clean: medianAmong(ratios, weighed.mask, 0),
        noisy: medianAmong(ratios, weighed.mask, 1),
      },
      loss: await runner.loss(),
    },
    picture: {
      rule: runner.rule,
      plane: grid === null ? null : await planeOf(model, params, grid),
      memorised: Uint8Array.from(shown, index => Number(onTrain[index] === train.labels[index])),
    },
  }
}
