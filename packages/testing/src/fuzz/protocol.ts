import type { BackendName } from '@planish/backend'
import type { Evaluation, Outcome } from './evaluate.ts'
import type { FuzzCase } from './fuzzCase.ts'

/** What a worker is asked: one case at a time, so that whoever asked knows which one a dead worker died of. */
export interface Question {
  readonly fuzzCase: FuzzCase
  /** More than one to provoke what does not show each time. */
  readonly repetitions: number
  readonly wantsMagnitudes: boolean
}

/** A worker's first words. */
export type Greeting =
  | {
      readonly kind: 'started'
      readonly backend: BackendName
      readonly device: string
      readonly version: string
    }
  | { readonly kind: 'missing'; readonly message: string; readonly hint: string | undefined }

/** A worker's answer. */
export type Answer =
  | ({ readonly kind: 'evaluated'; readonly magnitudes: readonly Outcome[] | undefined } & Evaluation)
  | { readonly kind: 'refused'; readonly message: string }
