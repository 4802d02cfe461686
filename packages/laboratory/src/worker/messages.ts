import type { Backend } from '@planish/backend'
import type { Divergence, Measurement, Picture } from '../race/measurement.ts'
import type { Window } from '../race/plane.ts'
import type { RaceSpec } from '../spec/spec.ts'

/** What the page asks of the worker. A worker runs one race: a new one begins with a new worker. */
export type Request =
  | { readonly type: 'prepare'; readonly spec: RaceSpec }
  | { readonly type: 'run' }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }

/** What computes, and why it was chosen. */
export interface ChosenBackend extends Backend {
  readonly reason: string
}

/** Training examples in the plane, to be drawn. */
export interface PlanePoints {
  readonly window: Window
  /** x, y of each. */
  readonly positions: Float32Array
  readonly labels: Int32Array
  /** 1 where the label is wrong. */
  readonly mask: Uint8Array
}

/** A wrongly labelled image, to be shown. */
export interface WrongImage {
  readonly width: number
  readonly height: number
  /** Grey values, 0 to 255. */
  readonly pixels: Uint8Array
  /** What the label says, and what it is. */
  readonly said: string
  readonly is: string
}

/** What a page needs to know of a race before its first step. */
export interface Prepared {
  readonly backend: ChosenBackend
  readonly versions: { readonly [name: string]: string }
  readonly examples: number
  readonly wrongExamples: number
  /** None unless the data is 2-D. */
  readonly points: PlanePoints | null
  /** None unless the data are images. */
  readonly images: readonly WrongImage[]
}

/** What the worker tells the page. */
export type Reply =
  | { readonly type: 'prepared'; readonly prepared: Prepared }
  | {
      readonly type: 'looked'
      readonly measurement: Measurement
      readonly pictures: readonly Picture[]
      readonly diverged: readonly Divergence[]
    }
  | { readonly type: 'running' }
  | { readonly type: 'paused'; readonly step: number }
  | { readonly type: 'finished'; readonly step: number }
  | { readonly type: 'failed'; readonly message: string; readonly hint: string | undefined }
