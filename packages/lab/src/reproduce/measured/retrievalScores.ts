import {
  contrastive,
  type HostMatrix,
  predictFeatures,
  predictLogits,
  proxyNca,
  retrieval,
  triplet,
} from '@planish/analysis'
import { type Key, orThrow, random, scoped, type Tree } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import type { Model } from '@planish/grad'
import { type BatchOptimizer, followedBy, sgd } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { decodeModel } from '../../spec/models.ts'
import { decodeRule } from '../../spec/rules.ts'
import { sample } from '../../train/measure.ts'
import type { Measurement, Trained } from '../study/measurement.ts'
import { embed } from './embed.ts'

const scores = z.object({ recallAt1: z.number(), recallAt5: z.number(), mapAtR: z.number() })

/** The losses that networks which retrieve are trained with. */
export const retrievalLosses = ['crossEntropy', 'contrastive', 'triplet', 'proxyNca'] as const

/** One of {@link retrievalLosses}. */
export type RetrievalLoss = (typeof retrievalLosses)[number]

const schema = z.object({
  crossEntropy: scores,
  /** null where the rule needs the losses of examples, which a loss of pairs has not. */
  contrastive: scores.nullable(),
  triplet: scores.nullable(),
  proxyNca: scores.nullable(),
})

/** How well test examples find those of their class, by the loss of the network that embeds them. */
export type RetrievalMeasures = z.infer<typeof schema>

/** What the networks that are trained here have of their own. */
export interface RetrievalSettings {
  /** Numbers that an example is embedded in. */
  readonly width: number
  /** Test examples, each a query among all others. */
  readonly queries: number
  readonly learningRate: number
}

/** ProxyNCA's inverse temperature. */
const scale = 8

async function scoresOf(
  { values, columns }: HostMatrix,
  labels: Int32Array,
  metric: 'cosine' | 'euclidean',
): Promise<z.infer<typeof scores>> {
  return scoped(async own => {
    const embeddings = own(tf.tensor2d(values as Float32Array, [labels.length, columns]))
    const { recall, mapAtR } = await retrieval(embeddings, labels, { metric, at: [1, 5] })
    return { recallAt1: recall[1] as number, recallAt5: recall[5] as number, mapAtR }
  })
}

/** The optimizer of the run's own rule, if losses of pairs will do for it. */
function optimizerFor({ config }: Trained, learningRate: number): BatchOptimizer | undefined {
  const { rule } = orThrow(decodeRule(config.rules[0] as string)).value
  if (rule === undefined) return undefined
  const { momentum, weightDecay } = config
  const optimizer = followedBy(sgd({ learningRate, momentum, weightDecay }))(rule)
  return optimizer.needs === 'batch' ? (optimizer as BatchOptimizer) : undefined
}

/**
 * Retrieval by the features of the trained network, and by networks like it that are trained here with losses of pairs:
 * on the same examples and labels, for as many epochs, by the same rule.
 */
export const retrievalScores = (settings: RetrievalSettings): Measurement<RetrievalMeasures> => ({
  options: { ...settings, scale },
  schema,
  of: async trained => {
    const { objective, params, data, keys, config } = trained
    const { width, queries, learningRate } = settings
    const test = sample(queries, keys.measureKey)(data.test)
    const crossEntropy = await scoresOf(
      await predictFeatures(objective.model, params, test),
      test.labels,
      'cosine',
    )
    const optimizer = optimizerFor(trained, learningRate)
    if (optimizer === undefined) return { crossEntropy, contrastive: null, triplet: null, proxyNca: null }
    const shape = { inputShape: data.train.inputShape, classes: width }
    const model: Model = orThrow(orThrow(decodeModel(config.model)).value(shape))
    const [initKey, key] = random.split(keys.trainKey) as [Key, Key]
    const options = { optimizer, data: data.train, epochs: config.epochs, batchSize: config.batchSize, key }
    const judged = (network: Tree, metric: 'cosine' | 'euclidean') =>
      predictLogits(model, network, test as Dataset).then(found => scoresOf(found, test.labels, metric))
    const ofPairs = (loss: typeof contrastive | typeof triplet) =>
      scoped(async own => judged(own(await embed(loss(model), model.init(initKey), options)), 'euclidean'))
    const ofProxies = () =>
      scoped(async own => {
        const proxies = proxyNca(model, { scale })
        const { network } = own(
          await embed(proxies, proxies.init(initKey, data.train.classes, width), options),
        )
        return judged(network, 'cosine')
      })
    return {
      crossEntropy,
      contrastive: await ofPairs(contrastive),
      triplet: await ofPairs(triplet),
      proxyNca: await ofProxies(),
    }
  },
})
