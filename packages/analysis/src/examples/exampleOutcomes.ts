import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { size } from '@planish/datasets'
import type { Objective } from '@planish/grad'
import { plain } from '@planish/grad'
import { expectAligned } from '../expectations.ts'
import { accuracy } from './accuracy.ts'
import { overDataset } from './overDataset.ts'
import { classesOf } from './predict.ts'

/** What a model makes of every example of a data set. */
export interface ExampleOutcomes {
  /** Class predicted. */
  readonly predicted: Int32Array
  /** Loss on the data set's own label, the noisy one if it is noisy. */
  readonly losses: Float32Array
}

/** What a model makes of some examples. */
export interface PartOutcome {
  readonly examples: number
  /** Share of labels that are predicted: of wrong labels, how many are memorised. Null of no example. */
  readonly accuracy: number | null
  /** Mean loss on the labels; null of no example. */
  readonly loss: number | null
}

/**
 * Predictions and losses of every example, by one forward pass over the data set.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { exampleOutcomes } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 9, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [3], classes: 1 })
 * const { predicted, losses } = await exampleOutcomes({ model, loss: logistic }, model.init(random.key(1)), toy)
 * ```
 */
export async function exampleOutcomes<P extends Tree>(
  { model, loss }: Objective<P>,
  params: P,
  dataset: Dataset,
): Promise<ExampleOutcomes> {
  const examples = size(dataset)
  const outcomes = { predicted: new Int32Array(examples), losses: new Float32Array(examples) }
  await overDataset(
    dataset,
    ({ inputs, labels }) =>
      tidy(() => {
        const logits = model.apply(plain)(params, inputs)
        return [classesOf(logits), loss.perExample(logits, labels)]
      }),
    ([classes, losses], first) => {
      outcomes.predicted.set(classes as Int32Array, first)
      outcomes.losses.set(losses as Float32Array, first)
    },
  )
  return outcomes
}

/**
 * Accuracy and mean loss of the examples with clean labels and of those with wrong ones.
 *
 * @param labels those that the losses are of
 * @param mask 1 where the label is wrong, as `NoisyDataset.mask`
 * @throws PlanishError `usage` unless all are of as many examples
 * @example
 * ```ts
 * import { outcomesByNoise } from '@planish/analysis'
 *
 * const outcomes = { predicted: Int32Array.of(0, 1, 1), losses: Float32Array.of(0.5, 1.5, 4) }
 * const { clean, noisy } = outcomesByNoise(outcomes, [0, 1, 0], [0, 0, 1])
 * clean // { examples: 2, accuracy: 1, loss: 1 }
 * noisy // { examples: 1, accuracy: 0, loss: 4 }: a wrong label that is not predicted
 * ```
 */
export function outcomesByNoise(
  { predicted, losses }: ExampleOutcomes,
  labels: ArrayLike<number>,
  mask: ArrayLike<number>,
): { readonly clean: PartOutcome; readonly noisy: PartOutcome } {
  expectAligned('outcomesByNoise', 'labels', labels.length, predicted.length)
  expectAligned('outcomesByNoise', 'losses', losses.length, predicted.length)
  expectAligned('outcomesByNoise', 'entries of the mask', mask.length, predicted.length)
  const part = (among: 0 | 1): PartOutcome => {
    const chosen = Float64Array.from(losses).filter((_, i) => mask[i] === among)
    return {
      examples: chosen.length,
      accuracy: accuracy(predicted, labels, { mask, among }),
      loss: chosen.length === 0 ? null : chosen.reduce((sum, loss) => sum + loss, 0) / chosen.length,
    }
  }
  return { clean: part(0), noisy: part(1) }
}
