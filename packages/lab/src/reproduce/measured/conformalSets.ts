import {
  aps,
  type Conformal,
  calibrateConformal,
  calibrateConformalUnderNoise,
  lac,
  predictionSets,
  predictLogits,
  probabilitiesOf,
  raps,
  setStatistics,
} from '@planish/analysis'
import { orThrow, PlanishError, random } from '@planish/core'
import { isNoisy, size, transitionMatrix } from '@planish/datasets'
import * as z from 'zod'
import { decodeNoiseSpec } from '../../spec/noise.ts'
import type { Measurement } from '../study/measurement.ts'

const scores = { lac: lac(), aps: aps(), raps: raps() }

/** Names of the scores that sets are made with. */
export type ScoreName = keyof typeof scores

/** With which labels a predictor is calibrated: the noisy ones, the clean ones of the same examples, or the noisy ones by way of the transition matrix. */
export const calibrations = ['noisy', 'clean', 'corrected'] as const

/** One of {@link calibrations}. */
export type Calibration = (typeof calibrations)[number]

const outcome = z.object({
  /** Of the test examples' clean labels. */
  coverage: z.number(),
  meanSize: z.number(),
  empty: z.number(),
  /** null where it is infinite: sets of all classes. */
  threshold: z.number().nullable(),
})
const byCalibration = z.object({ noisy: outcome, clean: outcome, corrected: outcome })

const schema = z.object({
  calibrationExamples: z.number(),
  testExamples: z.number(),
  classes: z.number(),
  scores: z.object({ lac: byCalibration, aps: byCalibration, raps: byCalibration }),
})

/** Coverage and size of prediction sets, by score and calibration. */
export type ConformalSets = z.infer<typeof schema>

/** Prediction sets for the test examples at level `alpha`, calibrated on the validation examples. */
export const conformalSets = (alpha: number): Measurement<ConformalSets> => ({
  options: { alpha, scores: Object.keys(scores).join(' ') },
  schema,
  of: async ({ objective: { model }, params, data: { validation, test }, keys: { measureKey }, config }) => {
    const noise = orThrow(decodeNoiseSpec(config.noise)).value
    if (noise === undefined || !isNoisy(validation)) {
      throw new PlanishError('usage', 'conformal: the calibration labels have no noise', 'set a noise')
    }
    const transition = orThrow(transitionMatrix(noise, test.classes))
    const [calibration, tested] = [
      probabilitiesOf(await predictLogits(model, params, validation)),
      probabilitiesOf(await predictLogits(model, params, test)),
    ]
    const [forCalibration, forTest] = random.split(measureKey)
    const of = (name: ScoreName) => {
      const options = { score: scores[name], alpha, key: forCalibration }
      const judged = (conformal: Conformal) => {
        const { coverage, meanSize, empty } = setStatistics(
          predictionSets(conformal, tested, forTest),
          test.labels,
        )
        const { threshold } = conformal
        return { coverage, meanSize, empty, threshold: Number.isFinite(threshold) ? threshold : null }
      }
      const { labels, cleanLabels } = validation
      return {
        noisy: judged(calibrateConformal(options)(calibration, labels)),
        clean: judged(calibrateConformal(options)(calibration, cleanLabels)),
        corrected: judged(
          orThrow(calibrateConformalUnderNoise({ ...options, transition })(calibration, labels)),
        ),
      }
    }
    return {
      calibrationExamples: size(validation),
      testExamples: size(test),
      classes: test.classes,
      scores: { lac: of('lac'), aps: of('aps'), raps: of('raps') },
    }
  },
})
