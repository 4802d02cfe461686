import type { EpochMetrics } from '../../run/record.ts'
import type { Quantity } from './quantity.ts'

type Point = readonly [wrong: number, clean: number]

const pointsOf = (epochs: readonly EpochMetrics[]): readonly Point[] =>
  epochs.flatMap(({ noisyTrain, cleanTrain }): readonly Point[] =>
    noisyTrain === null || cleanTrain === null ? [] : [[noisyTrain, cleanTrain]],
  )

/**
 * The greatest share of clean labels that the network had fitted before it had fitted more than such a share of the
 * wrong ones, a line drawn between epochs; null where it had fitted more from the first. Higher: it fits clean examples
 * first to a larger degree. A training that never fits so many wrong ones counts with all that it reached.
 */
export const cleanBefore =
  (share: number): Quantity =>
  ({ epochs }) => {
    const points = pointsOf(epochs)
    const over = points.findIndex(([wrong]) => wrong > share)
    const within = over < 0 ? points : points.slice(0, over)
    const before = within.at(-1)
    if (before === undefined) return null
    const best = Math.max(...within.map(([, clean]) => clean))
    const after = points[over]
    if (after === undefined) return best
    const way = (share - before[0]) / (after[0] - before[0])
    return Math.max(best, before[1] + way * (after[1] - before[1]))
  }

/** The greatest share of wrong labels that the network had fitted after any epoch; null where there are none. */
export const mostWrong: Quantity = ({ epochs }) => {
  const points = pointsOf(epochs)
  return points.length === 0 ? null : Math.max(...points.map(([wrong]) => wrong))
}
