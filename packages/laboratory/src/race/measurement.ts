import type { RuleName } from '../spec/rules.ts'

/** What is seen of one rule after so many steps. Shares are in [0, 1], null where there is nothing to count. */
export interface RuleMeasurement {
  readonly rule: RuleName
  /** Share of the training examples whose label is right that are predicted as labelled. */
  readonly cleanTrain: number | null
  /** Share of those whose label is wrong that are predicted as labelled: learnt by heart. */
  readonly noisyTrain: number | null
  readonly test: number | null
  /** Median ‖r(w+ε)‖ / ‖r(w)‖ of examples with right labels and with wrong ones. */
  readonly upWeighting: { readonly clean: number | null; readonly noisy: number | null }
  /** Mean loss of the batch last stepped on, before its step; null before the first. */
  readonly loss: number | null
}

/** A look at all rules that are still in the race; a pure function of the specification, step and backend. */
export interface Measurement {
  readonly step: number
  /** Passes over the training examples so far. */
  readonly epoch: number
  readonly rules: readonly RuleMeasurement[]
  /** Live tensors of the worker, between two steps: the same at every look, unless memory leaks. */
  readonly tensors: number
}

/** A rule that is out: its loss is no longer a number. */
export interface Divergence {
  readonly rule: RuleName
  readonly step: number
}

/** What a look shows beyond figures; not part of a downloaded run. */
export interface Picture {
  readonly rule: RuleName
  /** P(class 1) over the square of the plane, row by row from the top, 0 to 255; none unless the data is 2-D. */
  readonly plane: Uint8Array | null
  /** Which of the wrongly labelled examples on show are predicted as labelled: 1 where so. */
  readonly memorised: Uint8Array
}
