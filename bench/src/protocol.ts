import type { Kind } from './rules.ts'

/** Which computation a contestant calls by a name. */
export interface Rule {
  /** Unique in its contestant. */
  readonly name: string
  readonly kind: Kind
  /** The least ratio to SGD that products and convolutions allow; null where it isn't about them alone. */
  readonly limit: number | null
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

/** The answer to a {@link Request}: the step's time, or why there is none. */
export type Answer =
  | {
      readonly milliseconds: number
      /** Milliseconds that all the process's threads computed, on whatever core. */
      readonly processor: number
      readonly norm?: number
      readonly path?: string
    }
  | { readonly failed: string }

/** What a process that is measured is told on its command line, as JSON. */
export interface Assignment {
  /** The backend, or what else the contestant may choose from. */
  readonly backend: string
  /** A workload's name. */
  readonly model: string
  /** Its network, for contestants that have their own. */
  readonly architecture: string
  /** Folder of `writeNumbers`. */
  readonly numbers: string
  readonly kinds: readonly Kind[]
  readonly rho: number
  readonly threads: number
  /** Bytes that a peer's process may allocate, so that it can't bring the machine down; null for no bound. */
  readonly memory: number | null
  /** `direction`, what the rule computes; or `full`, the whole optimizer step. */
  readonly step: 'direction' | 'full'
  /** Whose gradient of a matrix product is registered with tfjs. */
  readonly gradients: 'planish' | 'tfjs'
}
