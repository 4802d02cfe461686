import type { BackendName } from '@planish/backend'
import type { Panel } from './panel.ts'

/** How much of the paper's study a reproduction takes on: a minute of it, a quarter of an hour, or all. */
export type Size = 'quick' | 'default' | 'paper'

/** Does what came out agree? `open` where the interval does not decide. */
export type Verdict = 'agrees' | 'disagrees' | 'open'

/** What the paper says, beside what came out here. */
export interface Claim {
  /** The paper's claim, one sentence. */
  readonly paper: string
  /** What came out, one sentence with its figures. */
  readonly found: string
  /** The number that decides, with its 95 % interval; null where nothing was to be compared. */
  readonly evidence: {
    /** What the number is, as `1-SAM − SGD, peak`. */
    readonly quantity: string
    readonly estimate: number
    readonly low: number
    readonly high: number
    /** `share` is shown in points of percent, `number` as it is. */
    readonly unit: 'share' | 'number'
    /** Paired seeds behind it. */
    readonly seeds: number
    /** What there are so many of in the place of seeds. */
    readonly counted?: string
  } | null
  readonly verdict: Verdict
}

/** One of the trainings that a value was chosen among. */
export interface Tried {
  readonly rule: string
  readonly learningRate: number
  /** Best accuracy of any epoch on the noisy validation examples. */
  readonly validation: number
}

/** What was chosen for a family of rules under a condition. */
export interface Choice {
  readonly condition: string
  readonly family: string
  readonly rule: string
  readonly learningRate: number
  /** All of the grid, with what each reached; one entry without a search. */
  readonly tried: readonly Tried[]
}

/** What a family's chosen rule reached under a condition with one seed. Accuracies are in [0, 1]. */
export interface TrialRow {
  readonly condition: string
  readonly family: string
  readonly seed: number
  /** Best test accuracy of any epoch, the paper's early stopping. */
  readonly peak: number
  readonly final: number
  /** Test accuracy after the epoch that was best on the noisy validation examples. */
  readonly noisyValidation: number
  /** {@link peak} among the epochs within the gradient evaluations that the cheapest rule spends in the whole training. */
  readonly peakAtEqualCost: number
  readonly cleanTrain: number | null
  readonly noisyTrain: number | null
  readonly gradientEvaluations: number
  /** The run's directory, below that of the reproduction. */
  readonly run: string
}

/** How a figure's trainings were set up, and what each reached. */
export interface StudyRecord {
  /** What all share, by field of a run's `config.json`. */
  readonly shared: { readonly [field: string]: string | number | null }
  readonly conditions: readonly {
    readonly name: string
    readonly config: { readonly [field: string]: string | number | null }
  }[]
  readonly families: readonly string[]
  readonly tuningSeed: number
  readonly choices: readonly Choice[]
  readonly trials: readonly TrialRow[]
}

/** A figure as it came out: what its page shows, and what `FIGURE.json` holds. */
export interface FigureResult {
  readonly version: 1
  readonly figure: string
  readonly title: string
  /** What the paper leads one to expect, and how it would show here. */
  readonly hypothesis: string
  readonly size: Size
  /** What came out, in one or two sentences. */
  readonly summary: string
  readonly claims: readonly Claim[]
  readonly panels: readonly Panel[]
  /** What a reader must know to judge it. */
  readonly notes: readonly string[]
  readonly study: StudyRecord
  /** The command that makes it again. */
  readonly command: string
  readonly backend: { readonly name: BackendName; readonly device: string; readonly version: string }
  readonly versions: { readonly [name: string]: string }
  /** Spent in training steps, the search among candidates included. */
  readonly seconds: number
}
