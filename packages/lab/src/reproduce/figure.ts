import type { Panel } from './panel.ts'
import type { Claim, Size } from './result.ts'
import type { Measurement } from './study/measurement.ts'
import type { StudyOutcome } from './study/outcome.ts'
import type { Study } from './study/study.ts'

/** What a figure concludes from its trainings. */
export interface Conclusion {
  /** What came out, in one or two sentences. */
  readonly summary: string
  readonly claims: readonly Claim[]
  readonly panels: readonly Panel[]
  /** What a reader must know to judge it. */
  readonly notes: readonly string[]
}

/** A figure of the paper, or one that asks a question about it: what is trained for it, and what is concluded. */
export interface Figure<M = unknown> {
  /** As in `planish reproduce noise-rate`. */
  readonly name: string
  readonly title: string
  /** What the paper leads one to expect, and how it would show here. */
  readonly hypothesis: string
  readonly study: (size: Size) => Study
  /** Why not every family of a condition chooses among as many trainings, where that is so; told in the notes. */
  readonly unevenSearch?: string
  /** What is measured of each trained network. */
  readonly measurement?: (size: Size) => Measurement<M>
  readonly conclude: (outcome: StudyOutcome<M>, size: Size) => Conclusion
}

/** Declares a figure; what it measures stays its own affair. */
export const figure = <M>(declared: Figure<M>): Figure => declared as Figure
