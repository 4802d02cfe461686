import type { ConvGeometry } from '@planish/backend'
import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { ConvOptions } from '../layers.ts'

/** Height and width of a kernel [kh, kw, …], or of kernels [G, kh, kw, …]. */
export const kernelSizeOf = ({ shape }: Tensor): readonly [number, number] =>
  shape.slice(-4, -2) as [number, number]

/** Whether the windows lie one pixel apart, one around each pixel of the input. */
export const isPlain = ({ strides, dilations, padding }: ConvGeometry): boolean =>
  padding === 'same' && [...strides, ...dilations].every(step => step === 1)

function pair(name: string, value: number | readonly [number, number]): readonly [number, number] {
  const both = typeof value === 'number' ? ([value, value] as const) : value
  if (both.length === 2 && both.every(step => Number.isInteger(step) && step >= 1)) return both
  throw new PlanishError('usage', `conv: ${name} is ${String(value)}`, 'give a whole number from 1, or two')
}

/** A convolution's geometry, and its input with the zeros that were asked for by number. */
export function geometryOf(
  x: Tensor,
  kernel: Tensor,
  { strides = 1, padding = 'same', dilations = 1 }: ConvOptions = {},
): { readonly input: Tensor; readonly geometry: ConvGeometry } {
  const common = { strides: pair('strides', strides), dilations: pair('dilations', dilations) }
  if (typeof padding === 'string') return { input: x, geometry: { ...common, padding } }
  if (!(Number.isInteger(padding) && padding >= 0)) {
    throw new PlanishError('usage', `conv: padding is ${padding}`, "give 'same', 'valid' or a whole number")
  }
  if (keepsSize(kernelSizeOf(kernel), common, padding)) {
    return { input: x, geometry: { ...common, padding: 'same' } }
  }
  const sides: [number, number] = [padding, padding]
  const input = padding === 0 ? x : tf.pad(x, [[0, 0], sides, sides, [0, 0]])
  return { input, geometry: { ...common, padding: 'valid' } }
}

/** Whether so many zeros on every side are what `same` adds: then none need be written. */
const keepsSize = (
  size: readonly [number, number],
  { strides, dilations }: Pick<ConvGeometry, 'strides' | 'dilations'>,
  padding: number,
): boolean =>
  strides.every(stride => stride === 1) &&
  size.every((length, axis) => (length - 1) * (dilations[axis] as number) === 2 * padding)
