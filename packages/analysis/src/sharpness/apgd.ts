import { tidy } from '@planish/core'
import { gradientFloor } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** The norm of a ball. */
export type BallNorm = 'l2' | 'linf'

/** A function's value and gradient, [N]. */
export interface Evaluation {
  readonly value: number
  readonly gradient: Tensor
}

/** A ball around 0, and how it is searched. */
export interface Search {
  readonly rho: number
  readonly norm: BallNorm
  readonly steps: number
}

/** The paper's α: how much of a step is the gradient's, the rest being the last step again. */
const momentum = 0.75

/** The share of steps since the last checkpoint that must have gone up. */
const enough = 0.75

/** Of all u of norm 1, the one furthest along g; 0 where g vanishes. */
const steepest = (gradient: Tensor, norm: BallNorm): Tensor =>
  tidy(() => {
    if (norm === 'linf') return tf.sign(gradient)
    const length = tf.norm(gradient)
    const there = tf.greater(length, gradientFloor)
    return tf.mul(gradient, tf.where(there, tf.reciprocal(length), tf.zerosLike(length)))
  })

/** The nearest point of the ball. */
export const projected = (u: Tensor, { rho, norm }: Pick<Search, 'rho' | 'norm'>): Tensor =>
  tidy(() => {
    if (norm === 'linf') return tf.clipByValue(u, -rho, rho)
    const length = tf.norm(u)
    const outside = tf.greater(length, rho)
    return tf.mul(u, tf.where(outside, tf.div(rho, length), tf.onesLike(length)))
  })

/** After how many steps the step size is looked at: ⌈p_j N⌉, p_0 = 0, p_1 = 0.22, p_{j+1} = p_j + max(p_j − p_{j−1} − 0.03, 0.06). */
export function checkpoints(steps: number): number[] {
  const shares = [0, 0.22]
  for (;;) {
    const [before, last] = shares.slice(-2) as [number, number]
    const next = last + Math.max(last - before - 0.03, 0.06)
    if (next > 1) break
    shares.push(next)
  }
  // Rounded first: 0.41 · 100 is a little more than 41.
  return [...new Set(shares.map(share => Math.ceil(Math.round(share * steps * 1e6) / 1e6)))]
}

/** Tensors that are replaced one by one, and freed together at the end. */
interface Points {
  u: Tensor
  last: Tensor
  gradient: Tensor
  best: Tensor
  bestGradient: Tensor
}

/**
 * The largest value that Auto-PGD (Croce & Hein, *Reliable Evaluation of Adversarial Robustness with an Ensemble of
 * Diverse Parameter-free Attacks*, ICML 2020, algorithm 1) finds in a ball. The step size starts at 2ρ; it is halved at
 * a checkpoint, and the search goes on from the best point, where fewer than three quarters of the steps since the last
 * one went up, or neither the step size nor the best value has changed since.
 *
 * @param start in the ball; the caller's
 * @param evaluate gives tensors that are freed here
 */
export async function apgd(
  start: Tensor,
  evaluate: (u: Tensor) => Promise<Evaluation>,
  search: Search,
): Promise<number> {
  const first = await evaluate(start)
  const points: Points = {
    u: tf.clone(start),
    last: tf.clone(start),
    gradient: first.gradient,
    best: tf.clone(start),
    bestGradient: tf.clone(first.gradient),
  }
  const put = (name: keyof Points, tensor: Tensor): void => {
    points[name].dispose()
    points[name] = tensor
  }
  const checks = checkpoints(search.steps)
  let size = 2 * search.rho
  let value = first.value
  let best = value
  let since = { step: 0, ups: 0, halved: false, best }
  try {
    for (let step = 1; step <= search.steps; step++) {
      const next = tidy(() => {
        const { u, last, gradient } = points
        const ahead = projected(tf.add(u, tf.mul(steepest(gradient, search.norm), size)), search)
        if (step === 1) return ahead
        const moved = tf.mul(tf.sub(ahead, u), momentum)
        return projected(tf.add(tf.add(u, moved), tf.mul(tf.sub(u, last), 1 - momentum)), search)
      })
      put('last', tf.clone(points.u))
      put('u', next)
      const found = await evaluate(points.u)
      put('gradient', found.gradient)
      if (found.value > value) since.ups++
      value = found.value
      if (value > best) {
        best = value
        put('best', tf.clone(points.u))
        put('bestGradient', tf.clone(points.gradient))
      }
      if (checks.includes(step)) {
        const stuck = !since.halved && since.best === best
        const halve = since.ups < enough * (step - since.step) || stuck
        if (halve) {
          size /= 2
          value = best
          put('u', tf.clone(points.best))
          put('gradient', tf.clone(points.bestGradient))
        }
        since = { step, ups: 0, halved: halve, best }
      }
    }
    return best
  } finally {
    tf.dispose({ ...points })
  }
}
