import { PlanishError } from '../errors.ts'
import { gumbel } from './gumbel.ts'
import type { Key } from './key.ts'

/** Float32 logits; refuses what gives no distribution: no class, or a logit that is NaN or +∞, or all −∞. */
function checkLogits(logits: ArrayLike<number>, classes: number): Float32Array {
  const checked = Float32Array.from(logits)
  if (!Number.isInteger(classes) || classes < 1 || checked.length % classes !== 0) {
    throw new PlanishError('usage', `${checked.length} logits are not rows of ${classes} classes`)
  }
  for (let start = 0; start < checked.length; start += classes) {
    const row = checked.subarray(start, start + classes)
    const highest = row.reduce((a, b) => Math.max(a, b)) // NaN where there is one
    if (!Number.isFinite(highest)) {
      throw new PlanishError(
        'usage',
        `logits of row ${start / classes} give no distribution: [${row.join(', ')}]`,
      )
    }
  }
  return checked
}

/** The Gumbel trick: draw i is arg max over the classes c of logits[row(i)][c] + g, g standard Gumbel. */
function gumbelArgmax(
  key: Key,
  logits: Float32Array,
  classes: number,
  size: number,
  rowOf: (draw: number) => number,
): Int32Array<ArrayBuffer> {
  const noise = gumbel(key, size * classes)
  const draws = new Int32Array(size)
  for (let i = 0; i < size; i++) {
    const row = rowOf(i) * classes
    let best = Number.NEGATIVE_INFINITY
    for (let c = 0; c < classes; c++) {
      const score = Math.fround((logits[row + c] as number) + (noise[i * classes + c] as number))
      if (score > best) {
        best = score
        draws[i] = c
      }
    }
  }
  return draws
}

/**
 * `size` classes drawn from one distribution, softmax(logits); a logit of −∞ is a class that never comes.
 *
 * As `jax.random.categorical(key, logits, shape=(size,))`; where two classes' scores agree to the last places
 * of float32 the choice may differ (none did in 2 million draws among ten classes).
 *
 * @throws PlanishError `usage` when the logits give no distribution
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.categorical(random.key(0), [0, Math.log(3)], 4) // Int32Array of 4, a class 1 three times of four
 * ```
 */
export function categorical(key: Key, logits: ArrayLike<number>, size: number): Int32Array<ArrayBuffer> {
  return gumbelArgmax(key, checkLogits(logits, logits.length), logits.length, size, () => 0)
}

/**
 * One class for each row of logits, rows of `classes` numbers one after another.
 *
 * As `jax.random.categorical(key, logits)` with logits [rows, classes], like {@link categorical}.
 *
 * @throws PlanishError `usage` when a row gives no distribution, or the last one is incomplete
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.categoricalRows(random.key(0), [0, -Infinity, -Infinity, 0], 2) // Int32Array [0, 1]
 * ```
 */
export function categoricalRows(
  key: Key,
  logits: ArrayLike<number>,
  classes: number,
): Int32Array<ArrayBuffer> {
  const checked = checkLogits(logits, classes)
  return gumbelArgmax(key, checked, classes, checked.length / classes, draw => draw)
}
