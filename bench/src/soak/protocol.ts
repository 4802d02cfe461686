/** What a soaking process is told on its command line, as JSON. */
export interface SoakAssignment {
  readonly backend: string
  readonly model: string
  readonly steps: number
  /** Steps between two samples. */
  readonly every: number
}

/** Its first message. */
export interface SoakGreeting {
  readonly device: string
  readonly version: string
  readonly software: boolean
}

/** What lives after so many steps. */
export interface Sample {
  readonly step: number
  readonly tensors: number
  readonly tensorBytes: number
  /** Bytes of the process in RAM, after a garbage collection. */
  readonly residentBytes: number
  /** Mean loss of the step's batch: it trains. */
  readonly loss: number
}
