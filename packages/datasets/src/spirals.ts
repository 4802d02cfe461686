import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { type Dataset, identityScale } from './dataset.ts'
import { planeFault } from './planeFault.ts'

/** What {@link spirals} takes. */
export interface SpiralsOptions {
  readonly size: number
  /** How often an arm winds around the origin, above 0; 1 unless given. */
  readonly turns?: number
  /** Standard deviation of the normal noise on both coordinates; the arms end at radius 1. */
  readonly sigma: number
  readonly key: Key
}

function fault(options: SpiralsOptions): string | undefined {
  const { turns = 1 } = options
  if (!Number.isFinite(turns) || turns <= 0) return `turns must be a number above 0, not ${turns}`
  return planeFault(options)
}

/**
 * Two arms of an Archimedean spiral, one turned by half a circle against the other: r (cos φ, sin φ) with
 * φ = 2π · turns · r, plus π for class 1; r = √u, u uniform on [0, 1), so that the arms are as dense outside as
 * inside. Each with normal noise; even odds.
 *
 * @returns PlanishError `usage` when an option is out of range
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { spirals } from '@planish/datasets'
 *
 * const arms = orThrow(spirals({ size: 200, turns: 1.5, sigma: 0.03, key: random.key(0) }))
 * arms.inputs.length // 400
 * ```
 */
export function spirals(options: SpiralsOptions): E.Either<PlanishError, Dataset> {
  const wrong = fault(options)
  if (wrong !== undefined) return E.left(new PlanishError('usage', `spirals: ${wrong}`))
  const { size, turns = 1, sigma, key } = options
  const [ofLabels, ofRadii, ofNoise] = random.split(key, 3) as [Key, Key, Key]
  const labels = Int32Array.from(random.bernoulli(ofLabels, 0.5, size))
  const radii = random.uniform(ofRadii, size)
  const noise = random.normal(ofNoise, 2 * size)
  const inputs = new Float32Array(2 * size)
  for (const [index, label] of labels.entries()) {
    const r = Math.sqrt(radii[index] as number)
    const angle = 2 * Math.PI * turns * r + Math.PI * label
    inputs[2 * index] = r * Math.cos(angle) + sigma * (noise[2 * index] as number)
    inputs[2 * index + 1] = r * Math.sin(angle) + sigma * (noise[2 * index + 1] as number)
  }
  return E.right({
    name: 'spirals',
    inputs,
    inputShape: [2],
    labels,
    classes: 2,
    classNames: ['first arm', 'second arm'],
    scale: identityScale,
  })
}
