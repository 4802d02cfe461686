import { PlanishError, tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape } from '@tensorflow/tfjs-core'
import { addAll } from '../addAll.ts'
import { shifted } from '../gradients/axes.ts'
import { matMul } from '../matMul.ts'
import type { ConvGeometry, ImageShape } from './geometry.ts'

/** Σ_d x shifted by d along both axes together, d from −(length − 1)/2 to (length − 1)/2 in steps of `apart`. */
function sumOfShifts(
  x: Tensor,
  axes: readonly [number, number],
  length: number,
  apart: number,
  scale: readonly [number, number],
): Tensor {
  const lengths = axes.map(axis => x.shape[axis] as number)
  const shifts = Array.from({ length }, (_, index) => (index - (length - 1) / 2) * apart)
  return addAll(
    shifts.map(shift =>
      shifted(
        x,
        axes,
        scale.map(factor => -shift * factor),
        lengths,
      ),
    ),
  )
}

/**
 * Σ_s pairs[p+s, q+s] over a kernel's offsets s, zero outside the map: rows first, then columns, so that kh + kw
 * terms are added and not kh·kw. Its own adjoint.
 */
function sumOverKernel(
  pairs: Tensor,
  [, height, width]: ImageShape,
  kernelSize: readonly [number, number],
  { strides, dilations, padding }: ConvGeometry,
): Tensor {
  if (strides.some(stride => stride !== 1) || padding !== 'same' || kernelSize.some(side => side % 2 === 0)) {
    throw new PlanishError(
      'model',
      `a Gram matrix of pixels makes that of patches for stride 1, padding 'same' and odd kernels only, not for ${kernelSize.join('×')}, strides ${strides.join('×')}, '${padding}'`,
      'form the patches',
    )
  }
  const rows = sumOfShifts(
    reshape(pairs, [-1, height, width, height * width]),
    [1, 3],
    kernelSize[0],
    dilations[0],
    [1, width],
  )
  const columns = sumOfShifts(
    reshape(rows, [-1, width, height, width]),
    [1, 3],
    kernelSize[1],
    dilations[1],
    [1, 1],
  )
  return reshape(columns, pairs.shape)
}

const pixels = (x: Tensor): Tensor => {
  const [batch, height, width, channels] = x.shape as ImageShape
  return reshape(x, [batch, height * width, channels])
}

/**
 * K[p, q] = ⟨patch p of xs, patch q of us⟩ for every example by itself, without patches: the Gram matrix of pixels,
 * ⟨xs pixel p, us pixel q⟩, added up over the joint shifts of both positions. Costs P²(C + kh + kw) where patches
 * cost P²·kh·kw·C.
 *
 * Positions of one example only: for groups of several examples there is no such sum.
 *
 * @param xs shape [B, H, W, C]
 * @param us shape [B, H, W, C]
 * @param kernelSize [kh, kw], both odd
 * @param geometry strides 1, padding `same`, any dilations
 * @returns shape [B, P, P], P = H·W
 * @throws PlanishError `model` for another geometry
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { shiftedGram } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * shiftedGram(tf.ones([2, 8, 8, 3]), tf.ones([2, 8, 8, 3]), [3, 3], geometry).shape // [2, 64, 64]
 * ```
 */
export function shiftedGram(
  xs: Tensor,
  us: Tensor,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() =>
    sumOverKernel(matMul(pixels(xs), pixels(us), false, true), xs.shape as ImageShape, kernelSize, geometry),
  )
}

/**
 * The gradient of {@link shiftedGram} in `xs`, ∂⟨dK, shiftedGram(xs, us)⟩/∂xs.
 *
 * @param dK shape [B, P, P]
 * @param us shape [B, H, W, C]
 * @returns shape [B, H, W, C]
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { shiftedGramAdjoint } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * shiftedGramAdjoint(tf.ones([2, 64, 64]), tf.ones([2, 8, 8, 3]), [3, 3], geometry).shape // [2, 8, 8, 3]
 * ```
 */
export function shiftedGramAdjoint(
  dK: Tensor,
  us: Tensor,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const shape = us.shape as ImageShape
    return reshape(matMul(sumOverKernel(dK, shape, kernelSize, geometry), pixels(us)), shape)
  })
}
