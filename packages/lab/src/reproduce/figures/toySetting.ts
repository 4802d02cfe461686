import type { Size } from '../result.ts'
import type { Setting } from '../study/study.ts'

/** How large the Gaussian toy is made: about as many examples as dimensions, so that wrong labels can be fitted. */
interface Toy {
  readonly train: number
  readonly test: number
  readonly dimension: number
  readonly epochs: number
}

const toys: { readonly [size in Size]: Toy } = {
  quick: { train: 400, test: 1000, dimension: 300, epochs: 20 },
  default: { train: 1000, test: 2000, dimension: 1000, epochs: 40 },
  paper: { train: 1000, test: 10_000, dimension: 1000, epochs: 200 },
}

/** Radius of every rule that perturbs; the same for all, as identities at equal values are looked at. */
export const toyRho = 0.1

/** The noise of the toy's figures. */
export const toyNoise = 'symmetric:0.4'

/**
 * The paper's toy for a model with one logit. Neither momentum nor weight decay: what is left are the rules' directions.
 * Its sizes are ours, as the paper's could not be looked up.
 */
export function toySetting(size: Size, model: string, dimension = toys[size].dimension): Setting {
  const { train, test, epochs } = toys[size]
  return {
    data: `gaussian:train=${train},test=${test},dimension=${dimension},signal=3`,
    noise: toyNoise,
    model,
    loss: 'logistic',
    epochs,
    batchSize: 50,
    momentum: 0,
    weightDecay: 0,
    validation: 0.1,
    trainExamples: null,
    measured: train,
    upWeightingRho: toyRho,
  }
}

/** What accuracies at one learning rate are worth. */
export const sameRateNote =
  'Accuracies are those at one learning rate, which nobody chose for SGD: it is best after an epoch or two, so that its peak may be cut off by looking once an epoch. 1-SAM’s and L-SAM’s weights are never below 1, so their steps are longer. The gains are not those between tuned rules, nor at equal cost; the identities do not depend on it.'

/** Seeds of the toy's figures, whose trainings take seconds. */
export const toySeeds: { readonly [size in Size]: number } = { quick: 3, default: 8, paper: 20 }
