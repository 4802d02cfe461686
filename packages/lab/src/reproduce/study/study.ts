import type { ExperimentConfig } from '../../run/record.ts'

/** One of the trainings that a family's values are chosen among. */
export interface Candidate {
  /** The rule's specification. */
  readonly rule: string
  readonly learningRate: number
}

/** A rule whose values are to be chosen: the same number of candidates for every family of a study. */
export interface Family {
  /** For people: `1-SAM`. */
  readonly name: string
  readonly candidates: readonly Candidate[]
}

/** What a study sets, as a run's `config.json` has it. */
export type Setting = Omit<
  ExperimentConfig,
  'version' | 'rules' | 'learningRate' | 'seed' | 'seeds' | 'backend' | 'versions'
>

/** What is varied: a place at which every family is trained with every seed. */
export interface Condition {
  readonly name: string
  /** Where it stands on a figure's axis. */
  readonly x?: number
  /** What differs from the study's setting; a learning rate here goes before the candidates'. */
  readonly config: Partial<Setting> & { readonly learningRate?: number }
  /** In the place of the study's families. */
  readonly families?: readonly Family[]
}

/** The trainings that a figure rests on. */
export interface Study {
  readonly setting: Setting
  readonly conditions: readonly Condition[]
  readonly families: readonly Family[]
  /** Seeds 1, 2, … of every condition and family, each with its own noise, initial weights and order. */
  readonly seeds: number
  /** The one condition at which values are chosen, for all of them; by default each chooses its own. */
  readonly tunedAt?: string
}

/** Values are chosen with a seed of their own, so that none of those reported had a say. */
export const tuningSeed = 0

/** The families of a condition. */
export const familiesOf = (study: Study, condition: Condition): readonly Family[] =>
  condition.families ?? study.families

/** What a run of a study is configured as. */
export const configOf = (
  study: Study,
  condition: Condition,
  { rule, learningRate }: Candidate,
  seed: number,
  { backend, versions }: Pick<ExperimentConfig, 'backend' | 'versions'>,
): ExperimentConfig => ({
  version: 1,
  ...study.setting,
  learningRate,
  ...condition.config,
  rules: [rule],
  seed,
  seeds: 1,
  backend,
  versions,
})
