import type { Mask, Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { CutOptions } from '../hessian/examples.ts'
import { flat } from '../hessian/vectors.ts'

/** Where around the weights the loss is looked at. */
export interface NeighbourhoodOptions extends CutOptions {
  /** ρ, of the paper: a radius, or a standard deviation. */
  readonly rho: number
  /** Whether c = |w|, element by element, and not 1: adaptive sharpness (Kwon et al. 2021). Default false. */
  readonly adaptive?: boolean
  /** The parameters that are perturbed; default all. */
  readonly mask?: Mask
}

/** Perturbations δ = c∘u of the chosen parameters, as vectors u [N]. */
export interface Neighbourhood<P extends Tree> {
  readonly dimension: number
  /** w + c∘u. */
  readonly at: (u: Tensor) => P
  /** The gradient in u from that in w. */
  readonly inU: (gradient: P) => Tensor
  readonly dispose: () => void
}

/** The coordinates in which a neighbourhood is a ball. */
export function neighbourhoodOf<P extends Tree>(
  params: P,
  { adaptive = false, mask = () => true }: NeighbourhoodOptions,
): Neighbourhood<P> {
  const { dimension, toVector, toTree } = flat(params, mask)
  const c = adaptive ? tidy(() => tf.abs(toVector(params))) : undefined
  const scaled = (v: Tensor): Tensor => (c === undefined ? v : tf.mul(v, c))
  return {
    dimension,
    at: u => tidy(() => tree.map2<P>(params, toTree(scaled(u)), (w, delta) => tf.add(w, delta))),
    inU: gradient => tidy(() => tf.clone(scaled(toVector(gradient)))),
    dispose: () => c?.dispose(),
  }
}
