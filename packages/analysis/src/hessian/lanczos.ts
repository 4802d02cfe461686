import type { Key } from '@planish/core'
import { disposeTree, PlanishError, random, tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** A symmetric matrix in an orthonormal basis of a Krylov space, where it is tridiagonal. */
export interface Lanczos {
  /** α, the diagonal. */
  readonly diagonal: readonly number[]
  /** β, next to the diagonal. */
  readonly beside: readonly number[]
  /** Norm of what the next basis vector would be made of; 0 where the space is exhausted. */
  readonly remainder: number
  /** Orthonormal, each [N]; freed by whoever runs it. */
  readonly basis: readonly Tensor[]
}

/** Below this share of the largest entry, what is left over is float32's rounding. */
const rounding = 1e-6

/** v without its parts along an orthonormal basis: twice, as one pass leaves rounding behind. */
const orthogonalTo = (basis: readonly Tensor[], v: Tensor): Tensor =>
  tidy(() => {
    let rest = v
    for (let pass = 0; pass < 2; pass++) {
      for (const q of basis) rest = tf.sub(rest, tf.mul(q, tf.sum(tf.mul(q, rest))))
    }
    return tf.clone(rest)
  })

/** Of norm 1. */
const unit = (v: Tensor): Tensor => tidy(() => tf.div(v, tf.norm(v)))

const numberOf = async (scalar: Tensor): Promise<number> => {
  const [value] = await scalar.data()
  scalar.dispose()
  return value as number
}

/** How far to go. */
export interface LanczosOptions {
  readonly iterations: number
  /** Where given, an exhausted space is left by a new direction, so that multiple eigenvalues are found. */
  readonly restart?: Key
  /** Asked after each iteration. */
  readonly done?: (soFar: Lanczos) => boolean
}

/**
 * The Lanczos iteration with full re-orthogonalisation: a matrix known by its products, from a first vector.
 *
 * @param times new tensors, the caller's
 * @param use given the result, whose basis is freed after it
 */
export async function lanczos<A>(
  start: Tensor,
  times: (v: Tensor) => Tensor,
  { iterations, restart, done = () => false }: LanczosOptions,
  use: (found: Lanczos) => A,
): Promise<A> {
  const basis: Tensor[] = [unit(start)]
  const [diagonal, beside]: [number[], number[]] = [[], []]
  const most = Math.min(iterations, start.size)
  try {
    for (;;) {
      const q = basis.at(-1) as Tensor
      const product = times(q)
      const alpha = await numberOf(tidy(() => tf.sum(tf.mul(q, product))))
      if (!Number.isFinite(alpha)) {
        product.dispose()
        throw new PlanishError('usage', 'a product with the matrix is not finite', 'is the loss finite here?')
      }
      diagonal.push(alpha)
      const rest = orthogonalTo(basis, product)
      product.dispose()
      const beta = await numberOf(tf.norm(rest))
      const scale = Math.max(...[...diagonal, ...beside].map(Math.abs))
      const exhausted = !(beta > rounding * scale)
      const found = { diagonal, beside, remainder: exhausted ? 0 : beta, basis }
      const finished = basis.length >= most || (exhausted && restart === undefined) || done(found)
      if (finished) {
        rest.dispose()
        return use(found)
      }
      beside.push(exhausted ? 0 : beta)
      basis.push(
        tidy(() => {
          if (!exhausted || restart === undefined) return unit(orthogonalTo(basis, unit(rest)))
          const fresh = tf.tensor1d(random.normal(random.foldIn(restart, basis.length), start.size))
          return unit(orthogonalTo(basis, unit(fresh)))
        }),
      )
      rest.dispose()
    }
  } finally {
    disposeTree(basis)
  }
}
