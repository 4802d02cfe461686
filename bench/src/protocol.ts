/** What is computed, however it is done. */
export type Kind = 'sgd' | 'sam' | '1-sam' | 'l-sam' | 'j-sam'

/** Which computation a contestant calls by a name. */
export interface Rule {
  /** Unique in its contestant. */
  readonly name: string
  readonly kind: Kind
}

/** A contestant's first message: it has started, or why not. */
export type Greeting =
  | {
      readonly ready: true
      readonly device: string
      readonly version: string
      /** Whether a GPU is imitated in software. */
      readonly software: boolean
      readonly rules: readonly Rule[]
    }
  | { readonly ready: false; readonly message: string; readonly hint?: string }

/** Asks for one step. */
export interface Request {
  readonly rule: string
  /** Also compute the norm of what the step computed, outside the measured time. */
  readonly norm: boolean
}

/** The answer to a {@link Request}. */
export interface Answer {
  readonly milliseconds: number
  readonly norm?: number
}

/** What a process that is measured is told on its command line, as JSON. */
export interface Assignment {
  /** The backend, or what else the contestant may choose from. */
  readonly backend: string
  readonly widths: readonly number[]
  /** File of `writeNumbers`. */
  readonly numbers: string
  readonly batchSize: number
  readonly rho: number
  readonly threads: number
  /** `direction`, what the rule computes; or `full`, the whole optimizer step. */
  readonly step: 'direction' | 'full'
  /** Whose gradient of a matrix product is registered with tfjs. */
  readonly gradients: 'planish' | 'tfjs'
}
