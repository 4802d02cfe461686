import type { Sample, SoakGreeting } from './protocol.ts'
import type { Verdict } from './verdict.ts'

/** A soak, as `--json` prints it. */
export interface Soak extends Verdict, SoakGreeting {
  readonly model: string
  readonly backend: string
  readonly steps: number
  readonly seconds: number
  readonly samples: readonly Sample[]
}
