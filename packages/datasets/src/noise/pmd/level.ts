import type { Margins, PmdScaling } from './margins.ts'
import { scaled } from './margins.ts'

/** Halvings of the interval in which a factor is looked for: as many as a float64 has digits, and some. */
const HALVINGS = 80

/** The expected share of labels that are not the clean ones, where each is u or, with its probability, s. */
export function wrongShare(
  labels: Int32Array,
  { first, second }: Margins,
  flips: (index: number) => number,
): number {
  let wrong = 0
  for (let index = 0; index < labels.length; index++) {
    const flip = flips(index)
    if (first[index] !== labels[index]) wrong += 1 - flip
    if (second[index] !== labels[index]) wrong += flip
  }
  return wrong / Math.max(1, labels.length)
}

/** Where the share is looked at before halving: t from almost 0 to almost 1. */
const steps: readonly number[] = Array.from({ length: 129 }, (_, at) =>
  Math.min(1 - 2 ** -53, Math.max(2 ** -53, at / 128)),
)

/**
 * The least factor that makes the expected share of wrong labels this rate, found by halving between steps; or the
 * shares between which it can be.
 */
export function factorFor(
  rate: number,
  labels: Int32Array,
  margins: Margins,
  taus: Float64Array,
  scaling: PmdScaling,
): number | { readonly from: number; readonly to: number } {
  // t in [0, 1) stands for the factor t/(1 − t), which may be as great as it likes.
  const factorAt = (t: number): number => t / (1 - t)
  const shareAt = (t: number): number =>
    wrongShare(labels, margins, index => scaled[scaling](taus[index] as number, factorAt(t)))
  const shares = steps.map(shareAt)
  if (shares[0] === rate) return factorAt(steps[0] as number)
  // The share need not rise with the factor (a posterior may be sure of wrong labels): the first crossing counts.
  const crossing = shares.findIndex(
    (share, at) => at > 0 && (share - rate) * ((shares[at - 1] as number) - rate) <= 0,
  )
  if (crossing < 0) return { from: Math.min(...shares), to: Math.max(...shares) }
  let low = steps[crossing - 1] as number
  let high = steps[crossing] as number
  const below = (shares[crossing - 1] as number) < rate
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (shareAt(middle) < rate === below) low = middle
    else high = middle
  }
  return factorAt((low + high) / 2)
}
