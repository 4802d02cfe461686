import * as backend from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Draws } from '../draws.ts'
import { type Definition, type Operation, operation, real } from '../operation.ts'
import { drawChannels, drawWindow } from './windows.ts'

type Pair = [number, number]

/** Where the windows of a convolution in groups lie. */
interface Geometry {
  readonly strides: Pair
  readonly dilations: Pair
  readonly padding: 'same' | 'valid'
}

type GroupAttributes = {
  readonly geometry: Geometry
  readonly groups: number
  readonly window: Pair
  readonly inputShape: [number, number, number, number]
}

interface Drawn extends GroupAttributes {
  readonly outputs: Pair
  readonly [name: string]: unknown
}

/** A batch of images and the windows over it, whose number along each axis is `outputs`. */
function drawGroups(draws: Draws): Drawn {
  const window = drawWindow(draws)
  const pair = (): Pair => [draws.whole(1, 2), draws.whole(1, 2)]
  const geometry: Geometry = {
    strides: pair(),
    dilations: draws.chance(0.3) ? pair() : [1, 1],
    padding: draws.oneOf<Geometry['padding']>(['same', 'valid']),
  }
  const groups = draws.whole(1, 3)
  const extent = window.map((length, axis) => (length - 1) * (geometry.dilations[axis] as number)) as Pair
  const image = extent.map(reach => reach + draws.whole(1, 7)) as Pair
  const outputs = image.map((length, axis) =>
    Math.ceil(
      (geometry.padding === 'same' ? length : length - (extent[axis] as number)) /
        (geometry.strides[axis] as number),
    ),
  ) as Pair
  const inputShape: Drawn['inputShape'] = [groups * draws.whole(1, 2), ...image, drawChannels(draws)]
  return { geometry, groups, window, inputShape, outputs }
}

/** With the shapes of the operands, from what was drawn and a number of outputs (or outputs per channel). */
const inGroups = (
  name: string,
  shapes: (drawn: Drawn, outChannels: number) => number[][],
  apply: Definition<GroupAttributes>['apply'],
): Operation =>
  operation<GroupAttributes>(`@planish/backend ${name}`, {
    draw: draws => {
      const { outputs, ...attributes } = drawGroups(draws)
      const drawn = { outputs, ...attributes }
      return { operands: shapes(drawn, draws.oneOf([1, 2, 3, 5])).map(shape => real(shape)), attributes }
    },
    apply,
    differentiable: false,
    sumOfProducts: true,
    weight: 2,
  })

const images = ({ inputShape }: Drawn): number[] => [...inputShape]
const outputsOf = ({ inputShape, outputs }: Drawn, channels: number): number[] => [
  inputShape[0],
  ...outputs,
  channels,
]
const filtersOf = ({ groups, window, inputShape }: Drawn, out: number): number[] => [
  groups,
  ...window,
  inputShape[3],
  out,
]

const convolutions = [
  inGroups(
    'groupConvolution',
    (drawn, out) => [images(drawn), filtersOf(drawn, out)],
    ([x, filters], { geometry }) => backend.groupConvolution(x as Tensor, filters as Tensor, geometry),
  ),
  inGroups(
    'groupConvolutionInputGradient',
    (drawn, out) => [outputsOf(drawn, out), filtersOf(drawn, out)],
    ([dy, filters], { geometry, inputShape }) =>
      backend.groupConvolutionInputGradient(dy as Tensor, filters as Tensor, inputShape, geometry),
  ),
  inGroups(
    'groupFilterGradients',
    (drawn, out) => [images(drawn), outputsOf(drawn, out)],
    ([x, dy], { geometry, groups, window }) =>
      backend.groupFilterGradients(x as Tensor, dy as Tensor, groups, window, geometry),
  ),
  inGroups(
    'groupDepthwiseConvolution',
    (drawn, out) => [images(drawn), filtersOf(drawn, out)],
    ([x, filters], { geometry }) =>
      backend.groupDepthwiseConvolution(x as Tensor, filters as Tensor, geometry),
  ),
  inGroups(
    'groupDepthwiseInputGradient',
    (drawn, out) => [outputsOf(drawn, out * drawn.inputShape[3]), filtersOf(drawn, out)],
    ([dy, filters], { geometry, inputShape }) =>
      backend.groupDepthwiseInputGradient(dy as Tensor, filters as Tensor, inputShape, geometry),
  ),
  inGroups(
    'groupDepthwiseFilterGradients',
    (drawn, out) => [images(drawn), outputsOf(drawn, out * drawn.inputShape[3])],
    ([x, dy], { geometry, groups, window }) =>
      backend.groupDepthwiseFilterGradients(x as Tensor, dy as Tensor, groups, window, geometry),
  ),
  inGroups(
    'patches',
    drawn => [images(drawn)],
    ([x], { geometry, window }) => backend.patches(x as Tensor, window, geometry),
  ),
  inGroups(
    'patchesAdjoint',
    ({ inputShape, outputs, window }) => [
      [inputShape[0], outputs[0] * outputs[1], window[0] * window[1] * inputShape[3]],
    ],
    ([u], { geometry, window, inputShape }) =>
      backend.patchesAdjoint(u as Tensor, inputShape, window, geometry),
  ),
]

const shiftedGram = operation<{ readonly window: Pair; readonly dilations: Pair }>(
  '@planish/backend shiftedGram',
  {
    draw: draws => {
      const shape = [draws.whole(1, 2), draws.whole(1, 6), draws.whole(1, 6), drawChannels(draws)]
      const odd = (): number => draws.oneOf([1, 3, 5])
      return {
        operands: [real(shape), real(shape)],
        attributes: { window: [odd(), odd()], dilations: [draws.whole(1, 2), draws.whole(1, 2)] },
      }
    },
    apply: ([xs, us], { window, dilations }) =>
      backend.shiftedGram(xs as Tensor, us as Tensor, window, {
        strides: [1, 1],
        dilations,
        padding: 'same',
      }),
    differentiable: false,
    sumOfProducts: true,
    weight: 2,
  },
)

type Normalisation = { readonly groups: number }

/** Of more than two numbers each: the mean of two is as far from both, however far apart they are. */
const normalisation = (
  name: string,
  apply: (x: Tensor, groups: number) => Tensor,
  tolerance = 1e-3,
): Operation =>
  operation<Normalisation>(`@planish/backend ${name}`, {
    draw: draws => {
      const groups = draws.whole(1, 3)
      const shape = [draws.whole(3, 5), ...draws.shape(draws.whole(0, 2)), groups * draws.whole(3, 9)]
      return { operands: [real(shape)], attributes: { groups } }
    },
    apply: ([x], { groups }) => apply(x as Tensor, groups),
    tolerance,
    weight: 2,
  })

const affine = operation<{ readonly [name: string]: never }>('@planish/backend affine', {
  draw: draws => {
    const [groups, channels] = [draws.whole(1, 3), draws.length()]
    const row = draws.chance(0.5) ? [channels] : [groups, channels]
    const shape = [groups * draws.whole(1, 3), ...draws.shape(draws.whole(0, 2)), channels]
    return { operands: [real(shape), real(row), real(row)], attributes: {} }
  },
  apply: ([x, scale, bias]) => backend.affine(x as Tensor, scale as Tensor, bias),
  sumOfProducts: true,
  weight: 2,
})

/** What @planish/backend exports beside the backends. */
export const helpers: readonly Operation[] = [
  ...convolutions,
  shiftedGram,
  normalisation('normalise', x => backend.normalise(x)),
  normalisation('normaliseGroups', (x, groups) => backend.normaliseGroups(x, groups)),
  normalisation('normaliseBatch', x => backend.normaliseBatch(x)),
  affine,
]
