import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import { batchSize, differentiate, pairing, plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { CutOptions, Examples } from './examples.ts'
import { partsOf } from './examples.ts'
import { expectOneOf, expectPositive } from './expectations.ts'
import type { AnyObjective } from './loss.ts'
import { batchLossGradient, meanOver } from './loss.ts'
import { addScaled, dot, norm } from './vectors.ts'

/** How a product was made: through second derivatives, or from gradients at two points. */
export type ProductMethod = 'exact' | 'differences'

/** Options of products with a curvature matrix. */
export interface ProductOptions extends CutOptions {
  /** Default `auto`: exact where every operation has what it takes, else differences. */
  readonly method?: ProductMethod | 'auto'
  /** Length of a difference's step in units of ‖w‖ (of 1 where w = 0); default 1e-3. */
  readonly difference?: number
}

/** A product with a curvature matrix. */
export interface Product<P extends Tree> {
  /** Of the parameters' structure, the caller's. */
  readonly product: P
  readonly method: ProductMethod
}

/** A product on one batch, in both ways. */
export type Ways<P extends Tree> = {
  readonly [method in ProductMethod]: (batch: Batch, vector: P) => P
}

/** h of w ± h v: `difference` · ‖w‖/‖v‖; a scalar. */
const stepFor = (params: Tree, vector: Tree, difference: number): Tensor => {
  const [size, length] = [norm(params), norm(vector)]
  const scale = tf.where(tf.greater(size, 0), size, tf.onesLike(size))
  // A vector of zeros goes nowhere, whatever the step.
  return tf.div(tf.mul(scale, difference), tf.where(tf.greater(length, 0), length, tf.onesLike(length)))
}

/** (f(w + h v) − f(w − h v))/2h. */
function centralDifference<P extends Tree, T extends Tree>(
  params: P,
  vector: P,
  difference: number,
  f: (at: P) => T,
): T {
  const step = stepFor(params, vector, difference)
  const [ahead, behind] = [f(addScaled(params, vector, step)), f(addScaled(params, vector, tf.neg(step)))]
  const width = tf.mul(step, 2)
  return tree.map2<T>(ahead, behind, (a, b) => tf.div(tf.sub(a, b), width))
}

/** The Hessian's products. */
export const hessianWays = <P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  difference: number,
): Ways<P> => ({
  exact: (batch, vector) => {
    // A copy: v is a constant, also where it is the parameters themselves.
    const constant = tree.map<P>(vector, leaf => tf.clone(leaf))
    return differentiate(params, () => ({
      value: dot(batchLossGradient(objective, params, batch).gradient, constant),
      also: [],
    })).gradient
  },
  differences: (batch, vector) =>
    centralDifference(params, vector, difference, at => batchLossGradient(objective, at, batch).gradient),
})

/** The Gauss–Newton matrix's products. */
export function gaussNewtonWays<P extends Tree>(
  { model, loss }: Objective<P>,
  params: P,
  difference: number,
): Ways<P> {
  const logitsAt = (at: P, { inputs, draws }: Batch): Tensor => model.apply(plain)(at, inputs, draws)
  /** Jᵀ u. */
  const pullback = (batch: Batch, u: Tensor): P =>
    differentiate(params, () => ({ value: tf.sum(tf.mul(logitsAt(params, batch), u)), also: [] })).gradient
  /** Jᵀ (∂r/∂F) s/B for s = Jv. */
  const product = (batch: Batch, s: Tensor): P => {
    const logits = tf.clone(logitsAt(params, batch))
    const bent = differentiate(logits, () => ({
      value: tf.sum(tf.mul(loss.residual(logits, batch.labels), s)),
      also: [],
    })).gradient
    const share = tf.div(bent, batchSize(batch))
    return differentiate(params, () => ({ value: pairing(logitsAt(params, batch), () => share), also: [] }))
      .gradient
  }
  return {
    exact: (batch, vector) => {
      // Jᵀu is linear in u, so that its product with v has Jv as its gradient.
      const u = tf.zerosLike(logitsAt(params, batch))
      const along = differentiate(u, () => ({ value: dot(pullback(batch, u), vector), also: [] })).gradient
      return product(batch, along)
    },
    differences: (batch, vector) =>
      product(
        batch,
        centralDifference<P, Tensor>(params, vector, difference, at => tf.clone(logitsAt(at, batch))),
      ),
  }
}

/** A curvature matrix, given by its products. It remembers which way works, and does not try the other again. */
export interface Curvature<P extends Tree> {
  /** New tensors, the caller's; the mean over all examples. */
  readonly times: (vector: P) => P
  /** How the last product was made. */
  readonly method: () => ProductMethod
}

/** Products over all examples in the way that the options ask for. */
export function curvature<P extends Tree>(
  of: string,
  examples: Examples,
  options: ProductOptions,
  waysFor: (difference: number) => Ways<P>,
): Curvature<P> {
  const { method = 'auto', difference = 1e-3 } = options
  expectOneOf(of, 'method', method, ['auto', 'exact', 'differences'])
  expectPositive(of, 'difference', difference)
  const parts = partsOf(examples, options)
  const ways = waysFor(difference)
  const over =
    (way: ProductMethod) =>
    (vector: P): P =>
      meanOver<P>(parts, batch => tidy(() => ways[way](batch, vector)))
  let known: ProductMethod | undefined = method === 'auto' ? undefined : method
  return {
    times: vector => {
      if (known !== undefined) return over(known)(vector)
      try {
        const product = over('exact')(vector)
        known = 'exact'
        return product
      } catch {
        // Some operation has no second derivative here. What is wrong with the model or the examples, differences
        // find wrong too.
        const product = over('differences')(vector)
        known = 'differences'
        return product
      }
    },
    method: () => known ?? 'exact',
  }
}

/** A single product; the vector must be like the parameters. */
function productOf<P extends Tree>(params: P, vector: P, matrix: Curvature<P>): Product<P> {
  tree.map2<P>(params, vector, leaf => leaf) // throws, naming the path, where they differ
  const product = matrix.times(vector)
  return { product, method: matrix.method() }
}

/**
 * Hv, H the Hessian ∇²L of the mean loss in the parameters.
 *
 * Exact by differentiating ⟨∇L(w), v⟩ (Pearlmutter 1994), at about four times a gradient's work. Where an operation of
 * the network has no second derivative in tfjs on the backend at hand, the central difference
 *
 * ```text
 * Hv ≈ (∇L(w + h v) − ∇L(w − h v)) / 2h,   h = difference · ‖w‖/‖v‖,
 * ```
 *
 * whose error is h²/6 · ‖∇³L[v, v, v]‖, and in float32 about 10⁻⁷ ‖∇L‖/h more. At kinks (ReLU) the exact product has
 * the derivative of the side that tfjs takes; the difference has the mean change over its step.
 *
 * @param vector v, of the parameters' structure
 * @throws PlanishError `usage` for bad options or no examples, `tree` where v is not like the parameters
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { crossEntropy } from '@planish/grad'
 * import { mlp } from '@planish/models'
 * import { hessianVectorProduct } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = mlp({ inputShape: [3], hidden: [4], classes: 2, activation: 'tanh' })
 * const params = model.init(random.key(0))
 * const batch = { inputs: tf.ones([5, 3]), labels: tf.tensor1d([0, 1, 0, 1, 0], 'int32') }
 * const { product, method } = hessianVectorProduct({ model, loss: crossEntropy }, params, batch, params)
 * console.log(method, product.layers.length) // exact 2
 * ```
 */
export const hessianVectorProduct = <P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  vector: P,
  options: ProductOptions = {},
): Product<P> =>
  productOf(
    params,
    vector,
    curvature<P>('hessianVectorProduct', examples, options, difference =>
      hessianWays(objective, params, difference),
    ),
  )

/**
 * Gv, G the generalised Gauss–Newton matrix (Schraudolph 2002)
 *
 * ```text
 * G = mean_i J_iᵀ (∂r_i/∂F_i) J_i,
 * ```
 *
 * J_i the Jacobian of the logits F_i, r_i the residual: the Hessian without the network's own curvature. Positive
 * semi-definite for a loss that is convex in the logits, and for cross-entropy the Fisher matrix. Exact through a
 * second derivative of the network along v, or with Jv from the central difference of the logits; see
 * {@link hessianVectorProduct}.
 *
 * @param vector v, of the parameters' structure
 * @throws PlanishError as {@link hessianVectorProduct}
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { crossEntropy } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { gaussNewtonVectorProduct } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = linear({ inputShape: [3], classes: 2 })
 * const params = model.init(random.key(0))
 * const batch = { inputs: tf.ones([2, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const { product } = gaussNewtonVectorProduct({ model, loss: crossEntropy }, params, batch, params)
 * ```
 */
export const gaussNewtonVectorProduct = <P extends Tree>(
  objective: Objective<P>,
  params: P,
  examples: Examples,
  vector: P,
  options: ProductOptions = {},
): Product<P> =>
  productOf(
    params,
    vector,
    curvature<P>('gaussNewtonVectorProduct', examples, options, difference =>
      gaussNewtonWays(objective, params, difference),
    ),
  )
