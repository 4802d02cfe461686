import { type ChainParams, linearWeightRatios, medianAmong, upWeightingByMargin } from '@planish/analysis'
import { scoped } from '@planish/core'
import * as z from 'zod'
import { maskOf } from '../../train/maskOf.ts'
import { sample } from '../../train/measure.ts'
import { wholeBatch } from '../../train/wholeBatch.ts'
import type { Measurement } from '../study/measurement.ts'

const point = z.object({ margin: z.number(), ratio: z.number(), predicted: z.number(), wrong: z.boolean() })
const bin = z.object({ from: z.number(), to: z.number(), count: z.number(), medianRatio: z.number() })

const schema = z.object({
  /** The weights, so that trainings can be compared. */
  kernel: z.array(z.number()),
  /** The largest |measured − predicted|/predicted of a weight ratio. */
  relativeError: z.number(),
  /** Median ratio over correctly and over wrongly labelled examples. */
  clean: z.number().nullable(),
  wrong: z.number().nullable(),
  /** Ratios of all examples in bins by margin. */
  bins: z.array(bin),
  /** Some examples one by one. */
  points: z.array(point),
})

/** What a linear model's weights are, and how 1-SAM would weigh its training examples. */
export type LinearWeights = z.infer<typeof schema>

const shown = 300

/** Weights of a linear model, and the ratio at which 1-SAM of radius `rho` weighs the training examples. */
export const linearWeights = (rho: number): Measurement<LinearWeights> => ({
  options: { rho, shown },
  schema,
  of: ({ params, data: { train }, keys }) =>
    scoped(async own => {
      const chain = params as ChainParams
      const {
        z: scores,
        predicted,
        measured,
        relativeError,
      } = await linearWeightRatios(chain, own({ ...wholeBatch(train) }), rho)
      const margins = scores.map(score => -score)
      const mask = maskOf(train)
      const indexed = { ...train, inputs: train.inputs, labels: Int32Array.from(mask, (_, index) => index) }
      const chosen = sample(shown, keys.measureKey)(indexed).labels
      const kernel = (await chain.layers[0]?.kernel.data()) as Float32Array
      return {
        kernel: [...kernel],
        relativeError,
        clean: medianAmong(measured, mask, 0),
        wrong: medianAmong(measured, mask, 1),
        bins: upWeightingByMargin(measured, margins, 10).map(
          ({ margin: [from, to], count, medianRatio }) => ({
            from,
            to,
            count,
            medianRatio,
          }),
        ),
        points: [...chosen]
          .filter(index => Number.isFinite(measured[index]))
          .map(index => ({
            margin: margins[index] as number,
            ratio: measured[index] as number,
            predicted: predicted[index] as number,
            wrong: mask[index] === 1,
          })),
      }
    }),
})
