import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { type Dataset, identityScale, type Split } from '../dataset.ts'
import { type RandomState, randomState } from './mersenneTwister.ts'
import { interpolate, linspace, smooth } from './signal.ts'
import { moments, templates } from './templates.ts'

/** What {@link mnist1d} takes; each default is the package's own. */
export interface Mnist1dOptions {
  /** Of training and test together, a tenth of each digit (rounded down); 5000. */
  readonly size?: number
  /** The share that is trained on, rounded down to whole examples; 0.8. */
  readonly trainShare?: number
  /** The fewest and the most zeros behind a stroke of 12 points; [36, 60]. */
  readonly padding?: readonly [number, number]
  /** How much the height varies; 0.4. */
  readonly scaleCoefficient?: number
  /** How many places the stroke may be moved by, above 0; 48. */
  readonly maxTranslation?: number
  /** Standard deviation of the smoothed noise around the stroke; 0.25. */
  readonly correlatedNoise?: number
  /** Standard deviation of the noise everywhere; 0.02. */
  readonly independentNoise?: number
  /** How much the slope varies; 0.75. */
  readonly shear?: number
  /** Whether the positions of every signal are permuted, all alike; false. */
  readonly shuffleSequence?: boolean
  /** Values per signal, 2 at least; 40. */
  readonly length?: number
  /** Of NumPy's generator, in [0, 2³²); 42. */
  readonly seed?: number
}

const defaults = {
  size: 5000,
  trainShare: 0.8,
  padding: [36, 60],
  scaleCoefficient: 0.4,
  maxTranslation: 48,
  correlatedNoise: 0.25,
  independentNoise: 0.02,
  shear: 0.75,
  shuffleSequence: false,
  length: 40,
  seed: 42,
} as const satisfies Required<Mnist1dOptions>

type Complete = Required<Mnist1dOptions>

const STROKE = 12
const MOST_VALUES = 2 ** 28

const whole = (value: number, least: number, most = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isInteger(value) && value >= least && value <= most

function fault(options: Complete): string | undefined {
  const { size, trainShare, padding, maxTranslation, length, seed } = options
  const [fewest, most] = padding
  if (!whole(size, 10)) return `size must be a whole number of at least 10, not ${size}`
  if (!(trainShare >= 0 && trainShare <= 1)) return `trainShare must be in [0, 1], not ${trainShare}`
  if (!whole(fewest, 0) || !whole(most, fewest, 10_000)) {
    return `padding must be two whole numbers from 0 to 10000, the smaller first, not [${padding.join(', ')}]`
  }
  if (!whole(maxTranslation, 1, STROKE + most)) {
    return `maxTranslation must be a whole number from 1 to ${STROKE + most}, not ${maxTranslation}`
  }
  if (!whole(length, 2)) return `length must be a whole number of at least 2, not ${length}`
  if (size * length > MOST_VALUES)
    return `${size} signals of ${length} values are more than ${MOST_VALUES} values`
  if (!whole(seed, 0, 2 ** 32 - 1)) return `seed must be a whole number in [0, 2^32), not ${seed}`
  for (const name of ['scaleCoefficient', 'shear'] as const) {
    if (!Number.isFinite(options[name])) return `${name} must be a finite number, not ${options[name]}`
  }
  for (const name of ['correlatedNoise', 'independentNoise'] as const) {
    const value = options[name]
    if (!Number.isFinite(value) || value < 0) return `${name} must be a number of at least 0, not ${value}`
  }
  return undefined
}

/** Drawn in one go, before anything is computed from it, as the package draws it. */
const noise = (draw: RandomState, n: number, deviation: number): Float64Array =>
  Float64Array.from({ length: n }, () => deviation * draw.normal())

/** One signal of a digit: padded, stretched, scaled, moved, made noisy, sheared and sampled. */
function signal(template: Float64Array, options: Complete, draw: RandomState): Float64Array {
  const [fewest, most] = options.padding
  const n = STROKE + most
  const padded = new Float64Array(STROKE + fewest + Math.floor(draw.uniform() * (most - fewest + 1)))
  padded.set(template.map(height => height + 1e-8)) // so that 0 means padding
  const scale = 1 + options.scaleCoefficient * (draw.uniform() - 0.5)
  const stretched = interpolate(padded, n).map(height => height * scale)
  const moved = new Float64Array(n)
  const by = draw.below(options.maxTranslation)
  for (let at = 0; at < n; at++) moved[(at + by) % n] = stretched[at] as number
  const around = smooth(noise(draw, n, options.correlatedNoise))
  const everywhere = noise(draw, n, options.independentNoise)
  const slope = options.shear * (draw.uniform() - 0.5)
  const line = linspace(-0.5, 0.5, n)
  const noisy = moved.map(
    (height, at) =>
      (height === 0 ? (around[at] as number) : height) +
      (everywhere[at] as number) -
      slope * (line[at] as number),
  )
  return interpolate(noisy, options.length)
}

/**
 * MNIST-1D (Greydanus and Kobak, "Scaling down deep learning with MNIST-1D", ICML 2024, arXiv 2011.14439): ten
 * digits as signals of 40 values, generated, not stored. 4,000 to train on and 1,000 to test by.
 *
 * The same numbers as `mnist1d.data.make_dataset()` of the Python package mnist1d 0.0.2 gives, with the same defaults:
 * NumPy's generator is reproduced, and all 200,000 values are equal as float32 (the golden test holds some to 1e-6).
 * Mean 0 and standard deviation 1 over training and test together.
 *
 * @returns PlanishError `usage` when an option is out of range
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { mnist1d } from '@planish/datasets'
 *
 * const { train } = orThrow(mnist1d({ size: 100 }))
 * train.inputShape // [40]
 * ```
 */
export function mnist1d(options: Mnist1dOptions = {}): E.Either<PlanishError, Split> {
  const complete: Complete = { ...defaults, ...options }
  const wrong = fault(complete)
  if (wrong !== undefined) return E.left(new PlanishError('usage', `mnist1d: ${wrong}`))
  const { size, length } = complete
  const perDigit = Math.floor(size / templates.length)
  const n = perDigit * templates.length
  const draw = randomState(complete.seed)
  const values = new Float64Array(n * length)
  for (let index = 0; index < n; index++) {
    const template = templates[Math.floor(index / perDigit)] as Float64Array
    values.set(signal(template, complete, draw), index * length)
  }
  const order = draw.permutation(n)
  const positions = complete.shuffleSequence ? draw.permutation(length) : undefined
  const { mean, deviation } = moments(values)
  const part = (from: number, to: number): Dataset => {
    const chosen = order.subarray(from, to)
    const inputs = new Float32Array(chosen.length * length)
    for (const [row, index] of chosen.entries()) {
      for (let at = 0; at < length; at++) {
        const value = values[index * length + (positions?.[at] ?? at)] as number
        inputs[row * length + at] = (value - mean) / deviation
      }
    }
    return {
      name: 'mnist1d',
      inputs,
      inputShape: [length],
      labels: Int32Array.from(chosen, index => Math.floor(index / perDigit)),
      classes: templates.length,
      scale: identityScale,
    }
  }
  const split = Math.floor(n * complete.trainShare)
  return E.right({ train: part(0, split), test: part(split, n) })
}
