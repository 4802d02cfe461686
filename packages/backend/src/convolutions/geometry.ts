import { PlanishError } from '@planish/core'
import { backend_util } from '@tensorflow/tfjs-core'
import { type Windows, windows2d } from '../gradients/convolution.ts'

/** How a two-dimensional convolution's windows lie, in TensorFlow's meaning of each; images channels last. */
export interface ConvGeometry {
  /** Pixels from one window to the next, down and across. */
  readonly strides: readonly [number, number]
  /** Pixels from one element of a window to the next, down and across. */
  readonly dilations: readonly [number, number]
  /** `same`: zeros around the map, such that there are ⌈size / stride⌉ windows; `valid`: windows inside it only. */
  readonly padding: 'same' | 'valid'
}

/** [B, height, width, channels] */
export type ImageShape = [number, number, number, number]

/**
 * The windows of a kernel over images.
 *
 * @throws PlanishError `model` where the kernel does not fit into the map
 */
export function windowsOn(
  inputShape: readonly number[],
  [height, width]: readonly [number, number],
  { strides, dilations, padding }: ConvGeometry,
): Windows {
  const shape = inputShape as ImageShape
  const windows = windows2d(
    backend_util.computeConv2DInfo(
      shape,
      [height, width, shape[3], 1],
      [...strides],
      [...dilations],
      padding,
      undefined,
      true,
    ),
  )
  if (windows.outputs.every(length => length > 0)) return windows
  throw new PlanishError(
    'model',
    `a ${height}×${width} kernel with dilations ${dilations.join('×')} does not fit into a map of ${shape[1]}×${shape[2]}`,
    "padding 'same' adds zeros around the map",
  )
}

export const isDilated = ({ dilations }: ConvGeometry): boolean => dilations.some(rate => rate !== 1)
