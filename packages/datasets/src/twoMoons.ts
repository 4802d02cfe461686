import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { type Dataset, identityScale } from './dataset.ts'
import { planeFault } from './planeFault.ts'

/** What {@link twoMoons} takes. */
export interface TwoMoonsOptions {
  readonly size: number
  /** Standard deviation of the normal noise on both coordinates. */
  readonly sigma: number
  readonly key: Key
}

/**
 * Two half circles of radius 1 that reach into each other, as scikit-learn's `make_moons` has them: class 0 is
 * (cos t, sin t), class 1 is (1 − cos t, ½ − sin t), t uniform on [0, π), each with normal noise; even odds.
 *
 * @returns PlanishError `usage` when an option is out of range
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { twoMoons } from '@planish/datasets'
 *
 * const moons = orThrow(twoMoons({ size: 200, sigma: 0.15, key: random.key(0) }))
 * moons.inputs.length // 400
 * ```
 */
export function twoMoons(options: TwoMoonsOptions): E.Either<PlanishError, Dataset> {
  const wrong = planeFault(options)
  if (wrong !== undefined) return E.left(new PlanishError('usage', `twoMoons: ${wrong}`))
  const { size, sigma, key } = options
  const [ofLabels, ofAngles, ofNoise] = random.split(key, 3) as [Key, Key, Key]
  const labels = Int32Array.from(random.bernoulli(ofLabels, 0.5, size))
  const angles = random.uniform(ofAngles, size)
  const noise = random.normal(ofNoise, 2 * size)
  const inputs = new Float32Array(2 * size)
  for (const [index, label] of labels.entries()) {
    const t = Math.PI * (angles[index] as number)
    const [x, y] = label === 0 ? [Math.cos(t), Math.sin(t)] : [1 - Math.cos(t), 0.5 - Math.sin(t)]
    inputs[2 * index] = x + sigma * (noise[2 * index] as number)
    inputs[2 * index + 1] = y + sigma * (noise[2 * index + 1] as number)
  }
  return E.right({
    name: 'two-moons',
    inputs,
    inputShape: [2],
    labels,
    classes: 2,
    classNames: ['upper', 'lower'],
    scale: identityScale,
  })
}
