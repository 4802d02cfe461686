import type { EpochMetrics, TrialResult } from '../../run/record.ts'
import type { Choice } from '../result.ts'
import type { Condition, Study } from './study.ts'

/** A finished training of a study, with the chosen values. */
export interface Trial<M = unknown> extends TrialResult {
  readonly condition: string
  readonly family: string
  readonly rule: string
  readonly learningRate: number
  /** The run's directory. */
  readonly path: string
  /** Of every epoch, in their order. */
  readonly epochs: readonly EpochMetrics[]
  /** What the figure measured of the trained network; undefined where it measures nothing. */
  readonly measured: M
}

/** A study when all of it has run. */
export interface StudyOutcome<M = unknown> {
  readonly study: Study
  readonly choices: readonly Choice[]
  /** Condition by condition, family by family, seed by seed. */
  readonly trials: readonly Trial<M>[]
  /** Spent in training steps, the search among candidates included. */
  readonly seconds: number
}

/** A place in a study. */
export interface Place {
  readonly condition: string
  readonly family: string
}

/** The trials at a place, by seed. */
export const trialsAt = <M>(
  { trials }: Pick<StudyOutcome<M>, 'trials'>,
  { condition, family }: Place,
): readonly Trial<M>[] => trials.filter(trial => trial.condition === condition && trial.family === family)

/** The names of a study's families, in the order in which they first appear. */
export const familyNames = ({ families, conditions }: Study): readonly string[] => [
  ...new Set([...families, ...conditions.flatMap(({ families = [] }) => families)].map(({ name }) => name)),
]

/** The first condition, of a study that has just one. */
export const onlyCondition = ({ conditions }: Study): Condition => conditions[0] as Condition
