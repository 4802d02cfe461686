import type { Tensor, Tensor1D, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** One operation of tfjs, with operands at which it can be differentiated. */
export interface DifferentiableCase {
  readonly name: string
  /** The kernel whose gradient this case runs. */
  readonly kernel: string
  readonly operands: () => Tensor[]
  readonly apply: (...operands: Tensor[]) => Tensor
  /** A polynomial of degree ≤ 2 in all operands together, whose central differences are exact at any distance. */
  readonly quadratic: boolean
  /** tfjs's backends on which the operation itself is refused. */
  readonly refusedBy: readonly string[]
}

/** A number in [0, 1) that looks random. */
const hash = (index: number, seed: number): number => {
  const x = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453
  return x - Math.floor(x)
}

/**
 * Numbers of an open interval, evenly spaced, in an order that looks random. No two are equal, so that small steps
 * change no comparison between them.
 */
export function scattered(shape: number[], from = -2, to = 2, seed = 1): Tensor {
  const size = shape.reduce((product, length) => product * length, 1)
  const places = Array.from({ length: size }, (_, index) => index).sort(
    (a, b) => hash(a, seed) - hash(b, seed),
  )
  return tf.tensor(
    places.map(place => from + ((to - from) * (place + 0.5)) / size),
    shape,
  )
}

interface Options {
  readonly quadratic?: boolean
  /** The interval that the operands' elements are from. */
  readonly within?: readonly [number, number]
  readonly refusedBy?: readonly string[]
}

const quadratic: Options = { quadratic: true }
const positive: Options = { within: [0.3, 2] }
const negative: Options = { within: [-3, -1] }
const small: Options = { within: [-0.9, 0.9] }
const notNative: Options = { quadratic: true, refusedBy: ['tensorflow'] }

const of = (
  kernel: string,
  variant: string,
  shapes: readonly number[][],
  apply: (...operands: Tensor[]) => Tensor,
  options: Options,
): DifferentiableCase => ({
  name: [kernel, variant].filter(Boolean).join(', '),
  kernel,
  operands: () => shapes.map((shape, index) => scattered(shape, ...(options.within ?? [-2, 2]), index + 1)),
  apply,
  quadratic: options.quadratic ?? false,
  refusedBy: options.refusedBy ?? [],
})

const elementwise = (
  kernel: string,
  apply: (x: Tensor) => Tensor,
  options: Options = {},
): DifferentiableCase => of(kernel, '', [[2, 6]], x => apply(x as Tensor), options)

const one = (
  kernel: string,
  variant: string,
  shape: number[],
  apply: (x: Tensor) => Tensor,
  options: Options = quadratic,
): DifferentiableCase => of(kernel, variant, [shape], x => apply(x as Tensor), options)

/** With shape [2, 6] and, unless said otherwise, [6], which is broadcast. */
const two = (
  kernel: string,
  apply: (x: Tensor, y: Tensor) => Tensor,
  options: Options = {},
  second = [6],
): DifferentiableCase => of(kernel, '', [[2, 6], second], (x, y) => apply(x as Tensor, y as Tensor), options)

const functions = [
  elementwise('Abs', tf.abs),
  elementwise('Acos', tf.acos, small),
  elementwise('Acosh', tf.acosh, { within: [1.2, 3] }),
  elementwise('Asin', tf.asin, small),
  elementwise('Asinh', tf.asinh),
  elementwise('Atan', tf.atan),
  elementwise('Atanh', tf.atanh, small),
  elementwise('Cast', x => tf.cast(x, 'float32'), quadratic),
  elementwise('Ceil', tf.ceil, { within: [-2.1, 2.2] }),
  elementwise('ClipByValue', x => tf.clipByValue(x, -1.1, 1.1)),
  elementwise('Cos', tf.cos),
  elementwise('Cosh', tf.cosh),
  elementwise('Elu', tf.elu),
  elementwise('Erf', tf.erf),
  elementwise('Exp', tf.exp),
  elementwise('Expm1', tf.expm1),
  elementwise('Floor', tf.floor, { within: [-2.1, 2.2] }),
  elementwise('Identity', tf.clone, quadratic),
  elementwise('LeakyRelu', x => tf.leakyRelu(x, 0.1)),
  elementwise('Log', tf.log, positive),
  elementwise('Log1p', tf.log1p, positive),
  elementwise('Neg', tf.neg, quadratic),
  elementwise('OnesLike', tf.onesLike),
  elementwise('Reciprocal', tf.reciprocal, positive),
  elementwise('Relu', tf.relu),
  elementwise('Relu6', tf.relu6, { within: [-3, 9] }),
  elementwise('Round', tf.round, { within: [-2.1, 2.2] }),
  elementwise('Rsqrt', tf.rsqrt, positive),
  elementwise('Selu', tf.selu),
  elementwise('Sigmoid', tf.sigmoid),
  elementwise('Sign', tf.sign),
  elementwise('Sin', tf.sin),
  elementwise('Sinh', tf.sinh),
  elementwise('Softplus', tf.softplus),
  elementwise('Sqrt', tf.sqrt, positive),
  elementwise('Square', tf.square, quadratic),
  elementwise('Step', x => tf.step(x, 0.1)),
  elementwise('Tan', tf.tan, small),
  elementwise('Tanh', tf.tanh),
  elementwise('ZerosLike', tf.zerosLike),
]

/** Booleans of shape [2, 6]. */
const everyThird = [0, 1].map(row => [0, 1, 2, 3, 4, 5].map(column => (row + column) % 3 === 0))

const pairs = [
  two('Add', tf.add, quadratic),
  two('AddN', (x, y) => tf.addN([x, y, x]), quadratic, [2, 6]),
  two('Atan2', tf.atan2, positive),
  two('Maximum', tf.maximum, {}, [2, 6]),
  two('Maximum', (x, y) => tf.maximum(y, x)),
  two('Minimum', tf.minimum, {}, [2, 6]),
  two('Minimum', tf.minimum),
  two('Mod', (x, y) => tf.mod(tf.add(x, 5), tf.add(y, 12)), positive, [2, 6]),
  two('Multiply', tf.mul, quadratic),
  two('Pow', tf.pow, positive),
  two('Prelu', tf.prelu),
  two('Prelu', (x, y) => tf.prelu(y, x)),
  two('RealDiv', tf.div, positive),
  two('Select', (x, y) => tf.where(everyThird, x, y), quadratic, [2, 6]),
  two('SquaredDifference', tf.squaredDifference, quadratic),
  two('Sub', tf.sub, quadratic),
]

/** Integers of shape [values] or [rows, values / rows]. */
const indices = (values: number[], rows?: number): Tensor =>
  tf.tensor(values, rows === undefined ? undefined : [rows, values.length / rows], 'int32')

const rearrangements = [
  one('BatchToSpaceND', '', [4, 2, 2, 1], x =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 1],
        [0, 0],
      ],
    ),
  ),
  of(
    'Concat',
    '',
    [
      [2, 3],
      [2, 2],
    ],
    (...parts) => tf.concat(parts, 1),
    quadratic,
  ),
  one('Concat', 'of 12', [2, 3], x =>
    tf.concat(
      Array.from({ length: 12 }, (_, i) => tf.mul(x, i)),
      1,
    ),
  ),
  one('ExpandDims', '', [2, 3], x => tf.expandDims(x, 1)),
  one('GatherV2', 'of rows', [50, 3], x => tf.gather(x, indices([2, 49, 2, 0, 2, 7], 3))),
  one('GatherV2', 'along the last axis', [2, 3, 4], x => tf.gather(x, indices([2, 0, 2]), 2)),
  one('GatherV2', 'in batches', [2, 3, 4], x => tf.gather(x, indices([2, 0, 2, 1], 2), 1, 1)),
  one('MirrorPad', 'reflect', [3, 4], x =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [0, 3],
      ],
      'reflect',
    ),
  ),
  one('MirrorPad', 'symmetric', [3, 4], x =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [0, 3],
      ],
      'symmetric',
    ),
  ),
  one('Pack', '', [2, 3], x => tf.stack([x, tf.neg(x)], 1)),
  one('PadV2', '', [2, 3], x =>
    tf.pad(x, [
      [1, 0],
      [0, 2],
    ]),
  ),
  one('Reshape', '', [2, 3], x => tf.reshape(x, [3, 2])),
  one('Reverse', '', [2, 3], x => tf.reverse(x, 1)),
  one('Slice', '', [2, 4], x => tf.slice(x, [0, 1], [2, 2])),
  one('SpaceToBatchND', '', [1, 3, 4, 1], x =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 1],
        [0, 0],
      ],
    ),
  ),
  one('SplitV', '', [2, 5], x => tf.mul(tf.split(x, [2, 2, 1], 1)[1] as Tensor, 3)),
  one('SplitV', 'into one', [2, 3], x => tf.mul(tf.split(x, [3], 1)[0] as Tensor, 3)),
  one('Tile', '', [2, 3], x => tf.tile(x, [2, 3])),
  one('Tile', 'of broadcastTo', [1, 3], x => tf.broadcastTo(x, [2, 3])),
  one('Transpose', '', [2, 3, 4], x => tf.transpose(x, [2, 0, 1])),
  one('Unpack', 'of one', [1, 3], x => tf.mul(tf.unstack(x, 0)[0] as Tensor, 3)),
  one('Unpack', '', [2, 3], x => tf.sub(...(tf.unstack(x, 1).slice(1) as [Tensor, Tensor]))),
]

const reductions = [
  one('Cumsum', 'last axis', [2, 4], x => tf.cumsum(x, 1)),
  one('Cumsum', 'first axis, reverse', [2, 4], x => tf.cumsum(x, 0, false, true)),
  one('Cumsum', 'middle axis', [3, 3, 3], x => tf.cumsum(x, 1)),
  one('Cumsum', 'first axis of three, exclusive', [2, 3, 4], x => tf.cumsum(x, 0, true)),
  one('Max', '', [3, 4], x => tf.max(x, 1), {}),
  one('Mean', '', [3, 4], x => tf.mean(x, 0)),
  one('Min', '', [3, 4], x => tf.min(x, 0), {}),
  one('Prod', '', [3, 4], x => tf.prod(x, 1), {}),
  one('Prod', 'another length', [2, 5], x => tf.prod(x, 1), {}),
  one('Prod', 'two axes', [2, 3, 2], x => tf.prod(x, [0, 2]), {}),
  one('Softmax', '', [3, 4], x => tf.softmax(x), {}),
  one('Sum', '', [3, 4], x => tf.sum(x, 1)),
  one('Sum', 'of logSoftmax', [3, 4], x => tf.logSoftmax(x), {}),
  of(
    'FusedBatchNorm',
    '',
    [[2, 2, 2, 3], [3], [3], [3], [3]],
    (...[x, mean, variance, offset, scale]) =>
      tf.batchNorm(
        x as Tensor4D,
        mean as Tensor1D,
        tf.add(variance as Tensor1D, 3),
        offset as Tensor1D,
        scale as Tensor1D,
        0.01,
      ),
    {},
  ),
]

type Pair = number | [number, number]
type Padding = Parameters<typeof tf.conv2d>[3]

const conv = (
  variant: string,
  [x, filter]: readonly [number[], number[]],
  strides: Pair,
  pad: Padding,
  dilations: Pair = 1,
  options = quadratic,
): DifferentiableCase =>
  of(
    'Conv2D',
    variant,
    [x, filter],
    (a, b) => tf.conv2d(a as Tensor4D, b as Tensor4D, strides, pad, 'NHWC', dilations),
    options,
  )

const depthwise = (
  variant: string,
  [x, filter]: readonly [number[], number[]],
  strides: Pair,
  pad: Padding,
  dilations: Pair = 1,
): DifferentiableCase =>
  of(
    'DepthwiseConv2dNative',
    variant,
    [x, filter],
    (a, b) => tf.depthwiseConv2d(a as Tensor4D, b as Tensor4D, strides, pad, 'NHWC', dilations),
    quadratic,
  )

const convTranspose = (
  variant: string,
  [x, filter]: readonly [number[], number[]],
  output: [number, number, number, number],
  strides: Pair,
  pad: 'same' | 'valid',
): DifferentiableCase =>
  of(
    'Conv2DBackpropInput',
    variant,
    [x, filter],
    (a, b) => tf.conv2dTranspose(a as Tensor4D, b as Tensor4D, output, strides, pad),
    quadratic,
  )

const convolutions = [
  conv(
    '3×3, same',
    [
      [2, 5, 6, 3],
      [3, 3, 3, 4],
    ],
    1,
    'same',
  ),
  conv(
    '3×3, stride 2, same',
    [
      [2, 6, 5, 3],
      [3, 3, 3, 4],
    ],
    2,
    'same',
  ),
  conv(
    '2×3, strides 3 and 2, valid',
    [
      [2, 9, 7, 2],
      [2, 3, 2, 3],
    ],
    [3, 2],
    'valid',
  ),
  conv(
    '1×1',
    [
      [2, 3, 3, 3],
      [1, 1, 3, 4],
    ],
    1,
    'valid',
  ),
  conv(
    '1×1, stride 2',
    [
      [2, 5, 4, 3],
      [1, 1, 3, 4],
    ],
    2,
    'same',
  ),
  conv(
    '3×3, stride 3, padding given',
    [
      [1, 7, 6, 2],
      [3, 3, 2, 2],
    ],
    3,
    [
      [0, 0],
      [1, 0],
      [2, 1],
      [0, 0],
    ],
    1,
    notNative,
  ),
  conv(
    '2×2, padding wider than the filter',
    [
      [1, 4, 4, 2],
      [2, 2, 2, 2],
    ],
    1,
    2,
    1,
    notNative,
  ),
  conv(
    '2×3, one number as padding',
    [
      [1, 5, 7, 2],
      [2, 3, 2, 2],
    ],
    1,
    1,
    [2, 1],
    notNative,
  ),
  conv(
    '1×3, stride 2, same: no row is padded',
    [
      [1, 4, 5, 2],
      [1, 3, 2, 2],
    ],
    2,
    'same',
  ),
  conv(
    '3×2, dilations 2 and 3',
    [
      [2, 7, 8, 3],
      [3, 2, 3, 2],
    ],
    1,
    'valid',
    [2, 3],
  ),
  conv(
    '3×3, dilation 2, same',
    [
      [1, 6, 5, 2],
      [3, 3, 2, 3],
    ],
    1,
    'same',
    2,
  ),
  convTranspose(
    'stride 2',
    [
      [2, 3, 3, 4],
      [3, 3, 2, 4],
    ],
    [2, 6, 5, 2],
    2,
    'same',
  ),
  convTranspose(
    'stride 1',
    [
      [1, 3, 3, 4],
      [2, 3, 2, 4],
    ],
    [1, 4, 5, 2],
    1,
    'valid',
  ),
  depthwise(
    '3×3, same',
    [
      [2, 5, 6, 3],
      [3, 3, 3, 1],
    ],
    1,
    'same',
  ),
  depthwise(
    '3×3, stride 2, two outputs per channel',
    [
      [2, 6, 5, 3],
      [3, 3, 3, 2],
    ],
    2,
    'same',
  ),
  depthwise(
    '2×3, stride 2, valid',
    [
      [1, 6, 6, 2],
      [2, 3, 2, 3],
    ],
    2,
    'valid',
  ),
  depthwise(
    '3×2, dilation 2',
    [
      [2, 7, 6, 3],
      [3, 2, 3, 2],
    ],
    1,
    'same',
    2,
  ),
  of(
    'Conv3D',
    'same',
    [
      [1, 3, 4, 3, 2],
      [2, 2, 3, 2, 2],
    ],
    (x, filter) => tf.conv3d(x as Tensor5D, filter as Tensor5D, 1, 'same'),
    quadratic,
  ),
  of(
    'Conv3D',
    'stride 2',
    [
      [1, 5, 6, 5, 2],
      [3, 2, 3, 2, 2],
    ],
    (x, filter) => tf.conv3d(x as Tensor5D, filter as Tensor5D, 2, 'valid'),
    quadratic,
  ),
  of(
    'Dilation2D',
    '',
    [
      [1, 4, 4, 2],
      [2, 2, 2],
    ],
    (x, filter) => tf.dilation2d(x as Tensor4D, filter as Tensor3D, 1, 'valid'),
    {},
  ),
]

const avgPool = (size: Pair, strides: Pair, pad: 'same' | 'valid') => (x: Tensor) =>
  tf.avgPool(x as Tensor4D, size, strides, pad)
const maxPool = (size: Pair, strides: Pair, pad: 'same' | 'valid') => (x: Tensor) =>
  tf.maxPool(x as Tensor4D, size, strides, pad)

const pooling = [
  one('AvgPool', '2×2', [2, 4, 4, 2], avgPool(2, 2, 'valid')),
  one('AvgPool', '3×3, stride 2, same', [2, 5, 6, 2], avgPool(3, 2, 'same')),
  one('AvgPool', '3×2, stride 1, same', [1, 4, 5, 3], avgPool([3, 2], 1, 'same')),
  one('AvgPool3D', '2×2×2', [1, 4, 4, 4, 1], x => tf.avgPool3d(x as Tensor5D, 2, 2, 'valid')),
  one('AvgPool3D', '2×2×2, stride 1, same', [1, 3, 4, 3, 1], x => tf.avgPool3d(x as Tensor5D, 2, 1, 'same')),
  one('MaxPool', '2×2', [2, 4, 4, 2], maxPool(2, 2, 'valid'), {}),
  one('MaxPool', '2×2, all negative', [2, 4, 4, 2], maxPool(2, 2, 'valid'), negative),
  one('MaxPool', '3×3, stride 2, same', [2, 5, 6, 2], maxPool(3, 2, 'same'), {}),
  one('MaxPool', '3×2, stride 1, same', [1, 4, 5, 3], maxPool([3, 2], 1, 'same'), negative),
  one(
    'MaxPool3D',
    'higher than wide, one plane left out',
    [1, 4, 4, 3, 1],
    x => tf.maxPool3d(x as Tensor5D, [1, 3, 2], [2, 1, 1], 'same'),
    {},
  ),
  one('MaxPool3D', '2×2×2', [1, 4, 4, 4, 1], x => tf.maxPool3d(x as Tensor5D, 2, 2, 'valid'), {}),
  one(
    'MaxPool3D',
    'all negative',
    [1, 3, 4, 5, 1],
    x => tf.maxPool3d(x as Tensor5D, 2, [1, 2, 2], 'same'),
    negative,
  ),
  one('LRN', '', [1, 2, 2, 6], x => tf.localResponseNormalization(x as Tensor4D, 2, 1, 0.5, 0.75), {}),
]

const bilinear =
  (size: [number, number], aligned = false, halfPixel = false) =>
  (x: Tensor) =>
    tf.image.resizeBilinear(x as Tensor4D, size, aligned, halfPixel)
const nearest =
  (size: [number, number], aligned = false, halfPixel = false) =>
  (x: Tensor) =>
    tf.image.resizeNearestNeighbor(x as Tensor4D, size, aligned, halfPixel)

const resizing = [
  one('ResizeBilinear', 'up', [1, 3, 4, 2], bilinear([5, 7])),
  one('ResizeBilinear', 'up, corners aligned', [1, 3, 4, 2], bilinear([5, 7], true)),
  one('ResizeBilinear', 'up, half-pixel centers', [2, 3, 4, 2], bilinear([5, 7], false, true)),
  one('ResizeBilinear', 'down, half-pixel centers', [2, 6, 5, 1], bilinear([4, 3], false, true)),
  one('ResizeNearestNeighbor', 'twice', [1, 3, 4, 2], nearest([6, 8])),
  one('ResizeNearestNeighbor', 'down', [1, 6, 5, 2], nearest([4, 3])),
  one('ResizeNearestNeighbor', 'one column, corners aligned', [2, 4, 1, 2], nearest([2, 5], true)),
  one('ResizeNearestNeighbor', 'of a batch', [2, 3, 1, 2], nearest([5, 8])),
  one('ResizeNearestNeighbor', 'corners aligned', [1, 3, 4, 2], nearest([5, 7], true)),
  one('ResizeNearestNeighbor', 'up, half-pixel centers', [2, 3, 4, 2], nearest([5, 7], false, true)),
  one('ResizeNearestNeighbor', 'down, half-pixel centers', [1, 6, 5, 2], nearest([4, 3], false, true)),
]

const matrices = (
  variant: string,
  shapes: readonly [number[], number[]],
  transposeA: boolean,
  transposeB: boolean,
) =>
  of(
    'BatchMatMul',
    variant,
    shapes,
    (a, b) => tf.matMul(a as Tensor, b as Tensor, transposeA, transposeB),
    quadratic,
  )

const einsum = (equation: string, ...shapes: number[][]): DifferentiableCase =>
  of('Einsum', equation, shapes, (...operands) => tf.einsum(equation, ...operands), quadratic)

const products = [
  matrices(
    'transposed a',
    [
      [2, 4, 3],
      [2, 4, 5],
    ],
    true,
    false,
  ),
  matrices(
    'transposed b',
    [
      [3, 4],
      [5, 4],
    ],
    false,
    true,
  ),
  matrices(
    'one b for all',
    [
      [2, 3, 4],
      [1, 4, 5],
    ],
    false,
    false,
  ),
  matrices(
    'each repeated along an axis of its own',
    [
      [2, 1, 3, 4],
      [1, 3, 4, 2],
    ],
    false,
    false,
  ),
  matrices(
    'one transposed a for all',
    [
      [1, 4, 3],
      [2, 5, 4],
    ],
    true,
    true,
  ),
  einsum('bij,bjk->bik', [2, 3, 4], [2, 4, 2]),
  einsum('bqhd,bkhd->bhqk', [2, 3, 2, 4], [2, 3, 2, 4]),
  einsum('ij,jk->k', [2, 3], [3, 4]),
  einsum('ij,kl->lj', [2, 3], [2, 4]),
  einsum('i,j->ij', [3], [4]),
  einsum('ijk->ki', [2, 3, 4]),
  one('UnsortedSegmentSum', '', [5, 3], x =>
    tf.unsortedSegmentSum(x, indices([1, 0, 3, 1, -1]) as Tensor1D, 4),
  ),
]

/** Every operation of tfjs that has a gradient. */
export const differentiable: readonly DifferentiableCase[] = [
  ...functions,
  ...pairs,
  ...rearrangements,
  ...reductions,
  ...convolutions,
  ...pooling,
  ...resizing,
  ...products,
]

/** What tfjs registers a gradient for without its being one. */
export const notDifferentiable: readonly string[] = [
  'ArgMax',
  'ArgMin',
  'FloorDiv', // tfjs's rule is that of division
  'GreaterEqual',
  'IsFinite',
  'IsInf',
  'IsNan',
  'OneHot',
]
