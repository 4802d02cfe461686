import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { tidy } from '@tensorflow/tfjs-core'
import { fusedKernels } from '../fused/fusedKernels.ts'
import { affine } from './affine.ts'
import { layerNorm } from './layerNorm.ts'
import { normaliseOver } from './normalisation.ts'

/** As Flax. */
const defaultEpsilon = 1e-6

/**
 * x̂ = (x − mean)/√(variance + ε) over the last axis: LayerNorm (Ba, Kiros & Hinton 2016) without its parameters.
 *
 * One operation with its gradient in closed form, (dy − mean(dy) − x̂·mean(dy∘x̂))/√(variance + ε).
 *
 * @param x shape [B, …, n]
 * @param epsilon default 1e-6, as Flax
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { normalise } from '@planish/backend'
 *
 * normalise(tf.tensor2d([[1, 3], [5, 5]])) // [[-1, 1], [0, 0]]
 * ```
 */
export function normalise(x: Tensor, epsilon = defaultEpsilon): Tensor {
  return normaliseOver(x, { kind: 'position' }, epsilon)
}

/**
 * The same with the statistics of all positions of an example and the channels of a group: GroupNorm (Wu & He
 * 2018) without its parameters.
 *
 * @param x shape [B, …, n], n a multiple of `groups`
 * @param epsilon default 1e-6, as Flax
 * @throws `model` where n is not a multiple of `groups`
 */
export function normaliseGroups(x: Tensor, groups: number, epsilon = defaultEpsilon): Tensor {
  const width = x.shape.at(-1) as number
  if (width % groups !== 0) {
    throw new PlanishError('model', `${width} channels can't be split into ${groups} groups of one size`)
  }
  return normaliseOver(x, { kind: 'group', groups }, epsilon)
}

/**
 * The same with the statistics of the whole batch for each channel: BatchNorm (Ioffe & Szegedy 2015) in training,
 * without its parameters.
 *
 * @param x shape [B, …, n]
 * @param epsilon default 1e-6
 */
export function normaliseBatch(x: Tensor, epsilon = defaultEpsilon): Tensor {
  return normaliseOver(x, { kind: 'batch' }, epsilon)
}

/**
 * {@link normalise}, then {@link affine}: all of a LayerNorm in one call, for passes that want y and the gradients
 * in x, scale and bias and nothing else. Whoever needs x̂ as well (the gradient of each example in the scale is
 * Σ dy∘x̂) calls the two one after the other: x̂ is then theirs, and no gradient of a parameter is computed that
 * isn't asked for.
 *
 * @param x shape [B, …, n]
 * @param scale shape [n], or [G, n] where example b has row ⌊b·G/B⌋, B a multiple of G
 * @param bias the same shape, or none
 * @param epsilon default 1e-6, as Flax
 */
export const normaliseAffine = (
  x: Tensor,
  scale: Tensor,
  bias: Tensor | undefined,
  epsilon = defaultEpsilon,
): Tensor =>
  tidy(() =>
    fusedKernels() === undefined
      ? affine(normalise(x, epsilon), scale, bias)
      : layerNorm(x, scale, bias, epsilon),
  )
