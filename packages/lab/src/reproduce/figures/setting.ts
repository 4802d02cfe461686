import type { Size } from '../result.ts'
import type { Candidate, Family, Setting } from '../study/study.ts'

/** Share of wrong labels where a figure does not vary it: the paper's 30 %, or more where it is to show in less time. */
export const noiseRate: { readonly [size in Size]: number } = { quick: 0.4, default: 0.4, paper: 0.3 }

/**
 * What figures train on unless they say otherwise. `paper` is the paper's own network, batch, length and weight decay on
 * its own data (momentum, which we could not look up, is ours); the others are a small network on real images that come
 * with Planish.
 */
export const setting: { readonly [size in Size]: Setting } = {
  quick: {
    data: 'fashionMnist',
    noise: `symmetric:${noiseRate.quick}`,
    model: 'mlp:128,init=heNormal',
    loss: 'crossEntropy',
    epochs: 16,
    batchSize: 64,
    momentum: 0.9,
    weightDecay: 5e-4,
    validation: 0.1,
    trainExamples: 1500,
    measured: 500,
    upWeightingRho: 0.03,
  },
  default: {
    data: 'fashionMnist',
    noise: `symmetric:${noiseRate.default}`,
    model: 'mlp:512x512,init=heNormal',
    loss: 'crossEntropy',
    epochs: 30,
    batchSize: 128,
    momentum: 0.9,
    weightDecay: 5e-4,
    validation: 0.1,
    trainExamples: 5000,
    measured: 1000,
    upWeightingRho: 0.03,
  },
  paper: {
    data: 'cifar10',
    noise: `symmetric:${noiseRate.paper}`,
    model: 'resnet18',
    loss: 'crossEntropy',
    epochs: 200,
    batchSize: 128,
    momentum: 0.9,
    weightDecay: 5e-4,
    validation: 0.1,
    trainExamples: null,
    measured: 5000,
    upWeightingRho: 0.01,
  },
}

/** Seeds of every condition and family. */
export const seeds: { readonly [size in Size]: number } = { quick: 3, default: 5, paper: 5 }

/** What the size lets every rule choose among: each has as many trainings to choose from. */
interface Grid {
  /** For the rules with a radius or strength, with each of its values. */
  readonly learningRates: readonly number[]
  /** For SGD, which has nothing else to choose. */
  readonly sgdLearningRates: readonly number[]
  /** How many of a rule's values are tried. */
  readonly values: number
}

const grids: { readonly [size in Size]: Grid } = {
  quick: { learningRates: [0.05], sgdLearningRates: [0.05], values: 1 },
  default: { learningRates: [0.02, 0.005], sgdLearningRates: [0.02, 0.01, 0.005, 0.0025], values: 2 },
  paper: { learningRates: [0.01], sgdLearningRates: [0.003, 0.01, 0.03], values: 3 },
}

/** A rule with a value to choose, the likeliest first. */
const family =
  (name: string, spec: (value: number) => string, values: { readonly [size in Size]: readonly number[] }) =>
  (size: Size): Family => {
    const { learningRates, values: count } = grids[size]
    const candidates = values[size]
      .slice(0, count)
      .flatMap(value => learningRates.map((learningRate): Candidate => ({ rule: spec(value), learningRate })))
    return { name, candidates }
  }

const perExample = { quick: [0.03], default: [0.03, 0.06], paper: [0.01, 0.003, 0.03] }

/** The rules that figures compare, each with what it chooses among. */
export const sgd = (size: Size): Family => ({
  name: 'SGD',
  candidates: grids[size].sgdLearningRates.map(learningRate => ({ rule: 'sgd', learningRate })),
})
export const batchSam = family('SAM', rho => `sam:rho=${rho}`, {
  quick: [0.1],
  default: [0.1, 0.2],
  paper: [0.05, 0.02, 0.1],
})
export const lSam = family('L-SAM', rho => `sam:rho=${rho},m=1,term=logit`, perExample)
export const jSam = family('J-SAM', rho => `sam:rho=${rho},m=1,term=jacobian`, perExample)
export const oneSam = family('1-SAM', rho => `sam:rho=${rho},m=1`, perExample)
export const normRegularised = family('norm-regularised', z => `normRegularised:gammaZ=${z},gammaV=0.1`, {
  quick: [0.01],
  default: [0.01, 0.03],
  paper: [0.01, 0.003, 0.03],
})

/** m-SAM, whose radii go with m. */
export const mSam = (size: Size, m: number, radii: readonly number[]): Family =>
  family('m-SAM', rho => `sam:rho=${rho},m=${m}`, { quick: radii, default: radii, paper: radii })(size)

/** All that the paper compares, and SAM as it is mostly used. */
export const allRules = (size: Size): readonly Family[] =>
  [sgd, lSam, batchSam, normRegularised, jSam, oneSam].map(of => of(size))
