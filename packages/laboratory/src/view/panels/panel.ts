import type { Divergence, Measurement, Picture } from '../../race/measurement.ts'

/** All that has been seen of a race so far. */
export interface Seen {
  readonly measurements: readonly Measurement[]
  /** Of the last look. */
  readonly pictures: readonly Picture[]
  readonly diverged: readonly Divergence[]
}

/** A part of the page that shows a race. */
export interface Panel {
  readonly element: HTMLElement
  /** What draws it, piece by piece: each is quick enough for one frame. */
  readonly draws: readonly ((seen: Seen) => void)[]
  /** Draws again what depends on the page's colours, where anything does. */
  readonly recolour?: () => void
}
