import {
  averageSharpness,
  hessianTrace,
  logitNormalised,
  topEigenvalues,
  worstCaseSharpness,
} from '@planish/analysis'
import { disposeTree, random } from '@planish/core'
import { subset } from '@planish/datasets'
import * as z from 'zod'
import { maskOf } from '../../train/maskOf.ts'
import { sample } from '../../train/measure.ts'
import type { Measurement } from '../study/measurement.ts'

const schema = z.object({
  /** max L(w + δ) − L(w), ‖δ‖₂ ≤ ρ. */
  worst: z.number(),
  /** Of the adaptive ball, with normalised logits. */
  adaptive: z.number(),
  /** E L(w + δ) − L(w). */
  average: z.number(),
  /** The Hessian's largest eigenvalue. */
  eigenvalue: z.number(),
  trace: z.number(),
})

/** How sharp the loss is around a network's weights. */
export type SharpnessMeasures = z.infer<typeof schema>

/** What is measured, and how well. */
export interface SharpnessOptions {
  /** Correctly labelled training examples that the loss is the mean over. */
  readonly examples: number
  /** Steps of the ascent to the worst point. */
  readonly steps: number
  /** Draws of the averages. */
  readonly draws: number
  /** The most products of the eigenvalue's iteration. */
  readonly products: number
}

/** Radii: of the worst case, of the adaptive worst case, and the deviation of each weight in the average. */
const radii = { worst: 0.05, adaptive: 0.5, average: 0.003 }

/** Sharpness on correctly labelled training examples. */
export const sharpnessMeasures = (options: SharpnessOptions): Measurement<SharpnessMeasures> => ({
  options: { ...options, ...radii },
  schema,
  of: async ({ objective, params, data: { train }, keys: { measureKey } }) => {
    const { examples, steps, draws, products } = options
    const mask = maskOf(train)
    const right = Int32Array.from(mask.keys()).filter(index => mask[index] === 0)
    const clean = sample(examples, measureKey)(subset(right)(train))
    const cut = { batchSize: examples }
    const worst = await worstCaseSharpness(objective, params, clean, { ...cut, rho: radii.worst, steps })
    const adaptive = await worstCaseSharpness(logitNormalised(objective), params, clean, {
      ...cut,
      rho: radii.adaptive,
      adaptive: true,
      steps,
    })
    const average = await averageSharpness(objective, params, clean, {
      ...cut,
      rho: radii.average,
      samples: draws,
      key: random.foldIn(measureKey, 1),
    })
    const { values, vectors } = await topEigenvalues(objective, params, clean, {
      ...cut,
      key: random.foldIn(measureKey, 2),
      iterations: products,
      tolerance: 0.01,
    })
    for (const vector of vectors) disposeTree(vector)
    const trace = await hessianTrace(objective, params, clean, {
      ...cut,
      key: random.foldIn(measureKey, 3),
      samples: draws,
    })
    return {
      worst: worst.sharpness,
      adaptive: adaptive.sharpness,
      average: average.sharpness,
      eigenvalue: values[0] as number,
      trace: trace.mean,
    }
  },
})
