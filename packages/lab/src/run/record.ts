import type { BackendName } from '@planish/backend'

/** What determines a run, but for the content of files that it names, as `config.json` holds it. Specifications are texts: `sam:rho=0.03,m=1`. */
export interface ExperimentConfig {
  readonly version: 1
  /** Specification of the data. */
  readonly data: string
  /** Specification of the label noise, or `none`. */
  readonly noise: string
  readonly model: string
  readonly loss: string
  /** Specifications of the rules, in the order in which they are trained. */
  readonly rules: readonly string[]
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  readonly momentum: number
  readonly weightDecay: number
  /** Examples set aside from the training set, their labels as noisy as the rest; below 1 a share of it. */
  readonly validation: number
  /** So many of the training examples, drawn by the seed, validation among them; null for all. */
  readonly trainExamples: number | null
  /** At most so many training examples are measured after each epoch; the last is measured on all. */
  readonly measured: number
  /** ρ at which the up-weighting of examples is measured, the same for every rule. */
  readonly upWeightingRho: number
  readonly seed: number
  /** Number of seeds: seed, seed + 1, … each with its own noise, initial weights and order. */
  readonly seeds: number
  readonly backend: BackendName | 'auto'
  /** What the run was begun with: versions, platform and commit. */
  readonly versions: { readonly [name: string]: string }
}

/** One line of `metrics.jsonl`: what one rule had reached after an epoch. Accuracies are in [0, 1]. */
export interface EpochMetrics {
  /** The rule's specification. */
  readonly rule: string
  readonly seed: number
  /** Epochs completed, from 1. */
  readonly epoch: number
  /** Mean training loss over the epoch, on the labels given, each batch before its step; null once training diverged. */
  readonly loss: number | null
  /** Accuracy on the test set. */
  readonly test: number
  /** Accuracy on the validation examples, as their noisy labels have it. */
  readonly validation: number
  /** Accuracy on the training examples whose label is right; null if there are none. */
  readonly cleanTrain: number | null
  /** Share of the wrongly labelled training examples whose wrong label is predicted: memorised noise. */
  readonly noisyTrain: number | null
  /** Median of ‖r(w+ε)‖/‖r(w)‖ over measured clean and noisy examples, ε the 1-SAM perturbation. */
  readonly upWeighting: { readonly clean: number | null; readonly noisy: number | null }
  /** What J-SAM holds down: ‖v‖_F of the head's kernel, and the mean ‖z‖ of its inputs over measured examples; null once training diverged. */
  readonly norms: { readonly head: number | null; readonly features: number | null }
  /** Gradient evaluations of a batch so far. */
  readonly gradientEvaluations: number
  /** Training time so far, without measuring. */
  readonly seconds: number
}

/** What one rule reached with one seed. */
export interface TrialResult {
  readonly seed: number
  /** Best test accuracy of any epoch: early stopping on the test set, as the paper reports it. */
  readonly peak: number
  /** Test accuracy after the last epoch. */
  readonly final: number
  /** Test accuracy after the epoch that was best on the noisy validation examples: what one can have in practice. */
  readonly noisyValidation: number
  /** Final accuracy on all clean training examples. */
  readonly cleanTrain: number | null
  /** Final accuracy on all wrongly labelled training examples, as their wrong labels have it. */
  readonly noisyTrain: number | null
  readonly gradientEvaluations: number
  readonly seconds: number
}

/** The figures of a row that are averaged over seeds. */
export type Figure = Exclude<keyof TrialResult, 'seed'>

/** A row of the table: means over the seeds. */
export interface ResultRow extends Omit<TrialResult, 'seed'> {
  /** The rule's specification. */
  readonly rule: string
  /** The rule's name for people: `1-SAM (ρ = 0.03)`. */
  readonly label: string
  readonly trials: readonly TrialResult[]
  /** 95 % Student t intervals of the means, from two seeds on. */
  readonly intervals?: { readonly [figure in Figure]?: readonly [number, number] }
}

/** `result.json`. */
export interface RunResult {
  readonly version: 1
  readonly rows: readonly ResultRow[]
  readonly backend: { readonly name: string; readonly device: string; readonly version: string }
  readonly data: {
    readonly name: string
    readonly trainExamples: number
    readonly validationExamples: number
    readonly testExamples: number
    readonly classes: number
    readonly parameters: number
    /** Realised share of wrong labels among the training examples, by seed. */
    readonly noiseRates: readonly number[]
  }
  readonly versions: { readonly [name: string]: string }
}

/** A finished run, as its directory holds it. */
export interface RunRecord {
  readonly config: ExperimentConfig
  readonly metrics: readonly EpochMetrics[]
  readonly result: RunResult
}
