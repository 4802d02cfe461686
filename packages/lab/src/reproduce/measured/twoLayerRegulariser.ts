import { type ChainParams, jacobianRegulariser } from '@planish/analysis'
import { type Key, random, scoped } from '@planish/core'
import * as z from 'zod'
import { sample } from '../../train/measure.ts'
import { wholeBatch } from '../../train/wholeBatch.ts'
import type { Measurement } from '../study/measurement.ts'

const layer = z.object({ predictedNorm: z.number(), measuredNorm: z.number(), relativeError: z.number() })

const schema = z.object({
  /** At the first weights. */
  initial: z.object({ features: layer, head: layer }),
  /** At the last. */
  trained: z.object({ features: layer, head: layer }),
})

/** J-SAM's direction minus SGD's in a two-layer linear net, beside the regulariser that it should be. */
export type TwoLayerRegulariser = z.infer<typeof schema>

const examples = 200

/** The regulariser of radius `rho`, on some of the training examples, at the first and at the last weights. */
export const twoLayerRegulariser = (rho: number): Measurement<TwoLayerRegulariser> => ({
  options: { rho, examples },
  schema,
  of: ({ objective, params, data: { train }, keys }) =>
    scoped(async own => {
      const batch = own({ ...wholeBatch(sample(examples, keys.measureKey)(train)) })
      const at = async (weights: ChainParams) => {
        const [features, head] = await jacobianRegulariser(weights, batch, rho)
        return { features, head }
      }
      // As `train` draws them.
      const [initKey] = random.split(keys.trainKey, 3) as [Key, Key, Key]
      const initial = own(objective.model.init(initKey))
      return { initial: await at(initial as ChainParams), trained: await at(params as ChainParams) }
    }),
})
