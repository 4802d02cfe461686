import type { Windows } from '../gradients/convolution.ts'

/** Windows of two axes as the native kernels read them. */
export const windowNumbers = ({
  inputs,
  outputs,
  kernel,
  strides,
  dilations,
  padding,
}: Windows): readonly number[] => [inputs, outputs, kernel, strides, dilations, padding].flat()
