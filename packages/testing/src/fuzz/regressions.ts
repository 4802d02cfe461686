import type { Attributes, FuzzCase, Operand } from './fuzzCase.ts'
import { negative, real, signed, whole } from './operation.ts'

const images = (operation: string, shapes: readonly number[][], attributes: Attributes): FuzzCase => ({
  operation,
  operands: shapes.map(shape => real(shape, signed)),
  attributes,
  seed: 1,
})

const of = (operation: string, operands: readonly Operand[], attributes: Attributes = {}): FuzzCase => ({
  operation,
  operands,
  attributes,
  seed: 1,
})

const reals = (...shapes: readonly number[][]): Operand[] => shapes.map(shape => real(shape))
const undilated = { dilations: [1, 1] }

/** Every case that was found wrong, as small as it was found: see docs/upstream-faults.md. */
export const regressions: readonly FuzzCase[] = [
  // wasm: windows moved along an axis that needs no "same" padding
  images(
    'conv2d',
    [
      [1, 7, 6, 7],
      [2, 1, 7, 8],
    ],
    { strides: [2, 2], pad: 'same', ...undilated },
  ),
  images(
    'depthwiseConv2d',
    [
      [1, 4, 5, 3],
      [1, 3, 3, 2],
    ],
    { strides: [2, 2], pad: 'same', ...undilated },
  ),
  // one number as padding
  images(
    'conv2d',
    [
      [1, 10, 2, 8],
      [2, 2, 8, 5],
    ],
    { strides: [1, 1], pad: 1, dilations: [3, 2] },
  ),
  images(
    'conv2d',
    [
      [1, 4, 5, 1],
      [4, 2, 1, 16],
    ],
    { strides: [3, 3], pad: 0, ...undilated },
  ),
  images(
    'depthwiseConv2d',
    [
      [2, 5, 1, 4],
      [3, 2, 4, 1],
    ],
    { strides: [1, 1], pad: 1, ...undilated },
  ),
  images(
    'depthwiseConv2d',
    [
      [1, 6, 3, 5],
      [1, 1, 5, 1],
    ],
    { strides: [2, 3], pad: 0, ...undilated },
  ),
  images('maxPool', [[1, 5, 5, 2]], { strides: [3, 2], pad: 1, window: [3, 3], ...undilated }),
  images('avgPool', [[2, 3, 9, 2]], { strides: [1, 1], pad: 0, window: [2, 1], ...undilated }),
  // native: the filter gradient of a strided 1×1 convolution of one example with few channels
  images(
    'conv2d',
    [
      [1, 16, 16, 8],
      [1, 1, 8, 4],
    ],
    { strides: [2, 2], pad: 'same', ...undilated },
  ),
  images(
    'conv2d',
    [
      [1, 9, 7, 3],
      [1, 1, 3, 5],
    ],
    { strides: [2, 2], pad: 'valid', ...undilated },
  ),
  // products of batches that are each repeated along an axis of its own
  of('matMul', reals([3, 1, 7, 4], [1, 4, 5, 4]), { transposeA: false, transposeB: true }),
  of('@planish/backend matMul', reals([2, 1, 5, 1], [1, 3, 2, 5]), { transposeA: true, transposeB: true }),
  // WebGPU: more operands than a shader binds
  of('@planish/backend addAll', reals(...Array.from({ length: 16 }, () => [2, 3]))),
  // operands that were broadcast
  of('maximum', reals([2, 1], [2, 2])),
  of('minimum', reals([], [1])),
  of('prelu', reals([1, 1], [8, 1])),
  of('prelu', reals([1, 5, 8, 5], [1, 5, 1, 1])),
  // a list of one cotangent
  of('split', reals([2, 17, 9]), { sizes: [2], axis: 0 }),
  of('unstack', reals([1]), { axis: 0 }),
  // wasm: indices of other batches than the first
  of('gather', [real([2, 5, 3]), whole([2, 7], 0, 4)], { axis: 1, batchDims: 1 }),
  of('gather', [real([3, 2, 4, 5]), whole([3, 2], 0, 3)], { axis: 2, batchDims: 1 }),
  // cpu's gradients of resizing and of three-dimensional maxima
  of('resizeNearestNeighbor', reals([1, 6, 1, 17]), {
    size: [7, 4],
    alignCorners: true,
    halfPixelCenters: false,
  }),
  of('resizeNearestNeighbor', reals([2, 3, 1, 7]), {
    size: [5, 8],
    alignCorners: false,
    halfPixelCenters: false,
  }),
  of('maxPool3d', [real([1, 1, 4, 1, 1], negative)], { window: [1, 3, 1], strides: [1, 2, 1], pad: 'valid' }),
  of('maxPool3d', reals([1, 4, 1, 1, 1]), { window: [1, 2, 1], strides: [2, 1, 1], pad: 'same' }),
  // WebGPU: a scalar, and more than four axes
  of('argMin', reals([5]), { axis: 0 }),
  of('slice', reals([7, 5, 6, 2, 2]), { begin: [2, 1, 2, 1, 0], size: [4, 2, 3, 1, 2] }),
  of('pad', reals([2, 3, 4, 3, 2]), {
    paddings: [
      [0, 1],
      [1, 0],
      [0, 2],
      [5, 0],
      [0, 1],
    ],
    value: 1.5,
  }),
  of('reverse', reals([2, 3, 5, 4, 2]), { axes: [3, 4, 2, 1, 0] }),
  of('cumsum', reals([3, 8, 5, 2, 2]), { axis: 1, exclusive: true, reverse: true }),
]
