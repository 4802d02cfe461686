import type { GradConfig, NamedAttrMap } from '@tensorflow/tfjs-core'
import {
  AvgPool,
  AvgPoolGrad,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  MaxPool,
  MaxPoolGrad,
} from '@tensorflow/tfjs-core'

type Pair = [number, number]

/** The zeros before and after each axis of images. */
export type Paddings = [Pair, Pair, Pair, Pair]

/** The kernels that move a window over images. */
export const windowKernels: readonly string[] = [
  AvgPool,
  AvgPoolGrad,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  MaxPool,
  MaxPoolGrad,
]

function paddingsOf(pad: number, channelsFirst: boolean): Paddings {
  const [none, both]: [Pair, Pair] = [
    [0, 0],
    [pad, pad],
  ]
  return channelsFirst ? [none, none, both, both] : [none, both, both, none]
}

/**
 * A padding that is one number, as one number for each side.
 *
 * Of one number tfjs-core computes the output's width as if the window were square, its stride the same both ways,
 * and it not dilated. Then most backends return zeros, and wasm reads and writes beyond its arrays.
 */
export function withExplicitPadding(attributes: NamedAttrMap): NamedAttrMap {
  const { pad, dataFormat } = attributes
  if (typeof pad !== 'number') return attributes
  return { ...attributes, pad: pad === 0 ? 'valid' : paddingsOf(pad, dataFormat === 'NCHW') }
}

/** A rule that is told of paddings side by side. */
export const paddedSideBySide = (rule: GradConfig): GradConfig => ({
  ...rule,
  gradFunc: (dy, saved, attributes) => rule.gradFunc(dy, saved, withExplicitPadding(attributes)),
})
