import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { type Dataset, identityScale } from './dataset.ts'

/** What {@link gaussianToy} takes. */
export interface GaussianToyOptions {
  readonly size: number
  /** d, the length of x, 1 at least. */
  readonly dimension: number
  /** B, how far each class lies from the origin. */
  readonly signal: number
  /** γ, the standard deviation of the d − 1 coordinates that tell nothing. */
  readonly sigma: number
  readonly key: Key
}

function fault({ size, dimension, signal, sigma }: GaussianToyOptions): string | undefined {
  if (!Number.isInteger(size) || size < 0) return `size must be a whole number, not ${size}`
  if (!Number.isInteger(dimension) || dimension < 1) {
    return `dimension must be a whole number above 0, not ${dimension}`
  }
  if (!Number.isFinite(signal)) return `signal must be a finite number, not ${signal}`
  if (!Number.isFinite(sigma) || sigma < 0) return `sigma must be a number of at least 0, not ${sigma}`
  return undefined
}

/**
 * The toy of Baek et al. (arXiv 2405.03676): y = ±1 with even odds, x = [B y, z], z ~ N(0, γ² I_{d−1}).
 *
 * Class 0 is y = −1, class 1 is y = +1; flip labels with probability Δ by `corrupt(symmetric({ rate: Δ }), key)`.
 *
 * @returns PlanishError `usage` when an option is out of range
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 4, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
 * toy.inputs.length // 12
 * ```
 */
export function gaussianToy(options: GaussianToyOptions): E.Either<PlanishError, Dataset> {
  const wrong = fault(options)
  if (wrong !== undefined) return E.left(new PlanishError('usage', `gaussianToy: ${wrong}`))
  const { size, dimension, signal, sigma, key } = options
  const [ofLabels, ofNoise] = random.split(key, 2) as [Key, Key]
  const labels = Int32Array.from(random.bernoulli(ofLabels, 0.5, size))
  const z = random.normal(ofNoise, size * (dimension - 1))
  const inputs = new Float32Array(size * dimension)
  let next = 0
  for (let index = 0; index < size; index++) {
    inputs[index * dimension] = labels[index] === 1 ? signal : -signal
    for (let axis = 1; axis < dimension; axis++) {
      inputs[index * dimension + axis] = sigma * (z[next++] as number)
    }
  }
  return E.right({
    name: 'gaussian-toy',
    inputs,
    inputShape: [dimension],
    labels,
    classes: 2,
    classNames: ['-1', '+1'],
    scale: identityScale,
  })
}
