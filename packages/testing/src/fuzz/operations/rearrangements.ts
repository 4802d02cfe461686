import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Draws } from '../draws.ts'
import { type Operation, operation, real, whole } from '../operation.ts'

const shapeOf = (draws: Draws, from = 1, to = 4): number[] => draws.shape(draws.whole(from, to))

type None = { readonly [name: string]: never }
type Axis = { readonly axis: number }
type Pair = [number, number]

const batchToSpace = operation<{ readonly block: Pair; readonly crops: [Pair, Pair] }>('batchToSpaceND', {
  draw: draws => {
    const block: Pair = [draws.whole(1, 3), draws.whole(1, 2)]
    const shape = [
      block[0] * block[1] * draws.whole(1, 2),
      draws.whole(2, 4),
      draws.whole(2, 4),
      draws.length(),
    ]
    return {
      operands: [real(shape)],
      attributes: {
        block,
        crops: [
          [draws.whole(0, 1), 0],
          [0, draws.whole(0, 1)],
        ],
      },
    }
  },
  apply: ([x], { block, crops }) => tf.batchToSpaceND(x as Tensor, block, crops),
  sumOfProducts: true,
})

const broadcastTo = operation<{ readonly shape: number[] }>('broadcastTo', {
  draw: draws => {
    const shape = shapeOf(draws)
    const from = shape.map(length => (draws.chance(0.5) ? 1 : length))
    return { operands: [real(from.slice(draws.chance(0.3) ? 1 : 0))], attributes: { shape } }
  },
  apply: ([x], { shape }) => tf.broadcastTo(x as Tensor, shape),
  sumOfProducts: true,
})

const concat = operation<Axis>('concat', {
  draw: draws => {
    const shape = shapeOf(draws, 1, 5)
    const axis = draws.whole(0, shape.length - 1)
    const part = () => real(shape.map((length, other) => (other === axis ? draws.length() : length)))
    return { operands: draws.list(draws.oneOf([1, 2, 2, 3, 5, 9, 18]), part), attributes: { axis } }
  },
  apply: (parts, { axis }) => tf.concat(parts, axis),
  weight: 2,
  sumOfProducts: true,
})

const expandDims = operation<Axis>('expandDims', {
  draw: draws => {
    const shape = shapeOf(draws, 0, 4)
    return { operands: [real(shape)], attributes: { axis: draws.whole(0, shape.length) } }
  },
  apply: ([x], { axis }) => tf.expandDims(x as Tensor, axis),
  sumOfProducts: true,
})

const gather = operation<{ readonly axis: number; readonly batchDims: number }>('gather', {
  draw: draws => {
    const shape = shapeOf(draws)
    const axis = draws.whole(0, shape.length - 1)
    const batchDims = axis > 0 && draws.chance(0.3) ? 1 : 0
    const indices = [...shape.slice(0, batchDims), ...draws.shape(draws.whole(1, 2))]
    return {
      operands: [real(shape), whole(indices, 0, (shape[axis] as number) - 1)],
      attributes: { axis, batchDims },
    }
  },
  apply: ([x, indices], { axis, batchDims }) => tf.gather(x as Tensor, indices as Tensor, axis, batchDims),
  weight: 3,
  sumOfProducts: true,
})

type Mirror = { readonly paddings: Pair[]; readonly mode: 'reflect' | 'symmetric' }

const mirrorPad = operation<Mirror>('mirrorPad', {
  draw: draws => {
    const shape = shapeOf(draws)
    const mode = draws.oneOf<'reflect' | 'symmetric'>(['reflect', 'symmetric'])
    const most = (length: number): number => Math.min(4, mode === 'reflect' ? length - 1 : length)
    return {
      operands: [real(shape)],
      attributes: {
        mode,
        paddings: shape.map((length): Pair => [draws.whole(0, most(length)), draws.whole(0, most(length))]),
      },
    }
  },
  apply: ([x], { paddings, mode }) => tf.mirrorPad(x as Tensor, paddings, mode),
  weight: 2,
  sumOfProducts: true,
})

const oneHot = operation<{ readonly depth: number }>('oneHot', {
  draw: draws => {
    const depth = 1 + draws.length() // tfjs refuses a depth of 1
    return {
      // One beyond each end: such an index is nowhere hot.
      operands: [whole(shapeOf(draws, 1, 3), -1, depth)],
      attributes: { depth },
    }
  },
  apply: ([indices], { depth }) => tf.oneHot(indices as Tensor, depth),
  differentiable: false,
})

const pad = operation<{ readonly paddings: Pair[]; readonly value: number }>('pad', {
  draw: draws => {
    const shape = shapeOf(draws, 1, 5)
    const end = (): number => draws.oneOf([0, 0, 1, 2, 5])
    return {
      operands: [real(shape)],
      attributes: { paddings: shape.map((): Pair => [end(), end()]), value: draws.oneOf([0, 0, 1.5]) },
    }
  },
  apply: ([x], { paddings, value }) => tf.pad(x as Tensor, paddings, value),
  weight: 2,
})

const reshape = operation<{ readonly shape: number[] }>('reshape', {
  draw: draws => {
    const shape = shapeOf(draws)
    const order = draws.permutation(shape.length).map(axis => shape[axis] as number)
    return { operands: [real(shape)], attributes: { shape: draws.chance(0.3) ? [-1] : order } }
  },
  apply: ([x], { shape }) => tf.reshape(x as Tensor, shape),
  sumOfProducts: true,
})

const reverse = operation<{ readonly axes: number[] }>('reverse', {
  draw: draws => {
    const shape = shapeOf(draws, 1, 5)
    return {
      operands: [real(shape)],
      attributes: { axes: draws.permutation(shape.length).slice(0, draws.whole(1, shape.length)) },
    }
  },
  apply: ([x], { axes }) => tf.reverse(x as Tensor, axes),
  sumOfProducts: true,
})

const slice = operation<{ readonly begin: number[]; readonly size: number[] }>('slice', {
  draw: draws => {
    const shape = shapeOf(draws, 1, 5)
    const begin = shape.map(length => draws.whole(0, length - 1))
    const size = shape.map((length, axis) => draws.whole(1, length - (begin[axis] as number)))
    return { operands: [real(shape)], attributes: { begin, size } }
  },
  apply: ([x], { begin, size }) => tf.slice(x as Tensor, begin, size),
  weight: 2,
  sumOfProducts: true,
})

const spaceToBatch = operation<{ readonly block: Pair; readonly paddings: [Pair, Pair] }>('spaceToBatchND', {
  draw: draws => {
    const block: Pair = [draws.whole(1, 3), draws.whole(1, 2)]
    const image = [draws.whole(1, 6), draws.whole(1, 6)]
    const paddings = image.map((length, axis): Pair => {
      const before = draws.whole(0, 2)
      const rate = block[axis] as number
      return [before, (rate - ((length + before) % rate)) % rate]
    }) as [Pair, Pair]
    return {
      operands: [real([draws.whole(1, 2), ...image, draws.length()])],
      attributes: { block, paddings },
    }
  },
  apply: ([x], { block, paddings }) => tf.spaceToBatchND(x as Tensor, block, paddings),
  sumOfProducts: true,
})

/** The parts in the opposite order, so that each has a cotangent of its own. */
const split = operation<{ readonly sizes: number[]; readonly axis: number }>('split', {
  draw: draws => {
    const sizes = draws.list(draws.whole(1, 9), () => draws.whole(1, 4))
    const shape = shapeOf(draws, 0, 3)
    const axis = draws.whole(0, shape.length)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    return { operands: [real(shape.toSpliced(axis, 0, total))], attributes: { sizes, axis } }
  },
  apply: ([x], { sizes, axis }) => tf.concat(tf.split(x as Tensor, sizes, axis).reverse(), axis),
  sumOfProducts: true,
})

const squeeze = operation<None>('squeeze', {
  draw: draws => ({
    operands: [real(shapeOf(draws).map(length => (draws.chance(0.3) ? 1 : length)))],
    attributes: {},
  }),
  apply: ([x]) => tf.squeeze(x as Tensor),
  sumOfProducts: true,
})

const stack = operation<Axis>('stack', {
  draw: draws => {
    const shape = shapeOf(draws, 0, 3)
    return {
      operands: draws.list(draws.oneOf([1, 2, 3, 8, 11]), () => real(shape)),
      attributes: { axis: draws.whole(0, shape.length) },
    }
  },
  apply: (parts, { axis }) => tf.stack(parts, axis),
  sumOfProducts: true,
})

type Strided = { readonly begin: number[]; readonly end: number[]; readonly strides: number[] }

/** tfjs has no gradient of it. */
const stridedSlice = operation<Strided>('stridedSlice', {
  draw: draws => {
    const shape = shapeOf(draws)
    const begin = shape.map(length => draws.whole(0, length - 1))
    const end = shape.map((length, axis) => draws.whole((begin[axis] as number) + 1, length))
    return {
      operands: [real(shape)],
      attributes: { begin, end, strides: shape.map(() => draws.whole(1, 3)) },
    }
  },
  apply: ([x], { begin, end, strides }) => tf.stridedSlice(x as Tensor, begin, end, strides),
  differentiable: false,
})

const tile = operation<{ readonly reps: number[] }>('tile', {
  draw: draws => {
    const shape = draws.list(draws.whole(1, 4), () => draws.oneOf([1, 2, 3, 5]))
    return { operands: [real(shape)], attributes: { reps: shape.map(() => draws.whole(1, 3)) } }
  },
  apply: ([x], { reps }) => tf.tile(x as Tensor, reps),
  weight: 2,
  sumOfProducts: true,
})

const transpose = operation<{ readonly order: number[] }>('transpose', {
  draw: draws => {
    const shape = shapeOf(draws, 1, 6).map(length => Math.min(length, 9))
    return { operands: [real(shape)], attributes: { order: draws.permutation(shape.length) } }
  },
  apply: ([x], { order }) => tf.transpose(x as Tensor, order),
  weight: 2,
  sumOfProducts: true,
})

const unsortedSegmentSum = operation<{ readonly segments: number }>('unsortedSegmentSum', {
  draw: draws => {
    const shape = shapeOf(draws, 1, 3)
    const segments = draws.length()
    return {
      operands: [real(shape), whole(shape.slice(0, 1), 0, segments - 1)],
      attributes: { segments },
    }
  },
  apply: ([x, ids], { segments }) => tf.unsortedSegmentSum(x as Tensor, ids as Tensor1D, segments),
  sumOfProducts: true,
})

const unstack = operation<Axis>('unstack', {
  draw: draws => {
    const shape = shapeOf(draws)
    return { operands: [real(shape)], attributes: { axis: draws.whole(0, shape.length - 1) } }
  },
  apply: ([x], { axis }) => tf.stack(tf.unstack(x as Tensor, axis).reverse(), 0),
  sumOfProducts: true,
})

type Resize = { readonly size: Pair; readonly alignCorners: boolean; readonly halfPixelCenters: boolean }

const resize = (name: string, apply: typeof tf.image.resizeBilinear): Operation =>
  operation<Resize>(name, {
    draw: draws => {
      const alignCorners = draws.chance(0.3)
      return {
        operands: [real([draws.whole(1, 2), draws.whole(1, 7), draws.whole(1, 7), draws.length()])],
        attributes: {
          size: [draws.whole(1, 9), draws.whole(1, 9)],
          alignCorners,
          halfPixelCenters: !alignCorners && draws.chance(0.5),
        },
      }
    },
    apply: ([x], { size, alignCorners, halfPixelCenters }) =>
      apply(x as Tensor4D, size, alignCorners, halfPixelCenters),
    sumOfProducts: true,
  })

export const rearrangements: readonly Operation[] = [
  batchToSpace,
  broadcastTo,
  concat,
  expandDims,
  gather,
  mirrorPad,
  oneHot,
  pad,
  reshape,
  resize('resizeBilinear', tf.image.resizeBilinear),
  resize('resizeNearestNeighbor', tf.image.resizeNearestNeighbor),
  reverse,
  slice,
  spaceToBatch,
  split,
  squeeze,
  stack,
  stridedSlice,
  tile,
  transpose,
  unsortedSegmentSum,
  unstack,
]
