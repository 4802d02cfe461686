import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { type Operation, runOperation } from '../fused/operation.ts'
import { composedConvolution } from './composedConvolution.ts'
import { composedFilterGradients } from './composedFilterGradients.ts'
import { composedInputGradient } from './composedInputGradient.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'
import { kernelSizeOf } from './kernelSize.ts'
import { windowNumbers } from './windowNumbers.ts'

/** A geometry as attributes of a kernel, which are plain lists. */
type GeometryAttributes = { strides: number[]; dilations: number[]; padding: ConvGeometry['padding'] }

const attributesOf = ({ strides, dilations, padding }: ConvGeometry): GeometryAttributes => ({
  strides: [...strides],
  dilations: [...dilations],
  padding,
})

/** Shape of the input of the whole batch. */
type WithInput = GeometryAttributes & { inputShape: number[] }
type WithGroups = GeometryAttributes & { groups: number; kernelSize: number[] }

const geometryOf = ({ strides, dilations, padding }: GeometryAttributes): ConvGeometry => ({
  strides: strides as [number, number],
  dilations: dilations as [number, number],
  padding,
})

const numbersOf = (
  inputShape: readonly number[],
  kernelSize: readonly number[],
  attributes: GeometryAttributes,
): readonly number[] =>
  windowNumbers(windowsOn(inputShape, kernelSize as [number, number], geometryOf(attributes)))

const convolutionOperation: Operation<GeometryAttributes> = {
  name: 'PlanishGroupConvolution',
  products: true,
  compute: ({ x, filters }: NamedTensorMap, attributes) => [
    composedConvolution(x as Tensor, filters as Tensor, geometryOf(attributes)),
  ],
  fused: (run, { x, filters }, attributes) => {
    const windows = numbersOf((x as Tensor).shape, kernelSizeOf(filters as Tensor), attributes)
    return run('Planish1Convolve', [x as Tensor, filters as Tensor], 1, { windows })
  },
  gradient: {
    inputsToSave: ['x', 'filters'],
    gradFunc: (dys, saved, attributes) => {
      const [dy, x, filters] = [dys as Tensor, ...(saved as [Tensor, Tensor])]
      const geometry = geometryOf(attributes as GeometryAttributes)
      const [groups, size] = [filters.shape[0] as number, kernelSizeOf(filters)]
      return {
        x: () => runGroupInputGradient(dy, filters, x.shape, geometry),
        filters: () => runGroupFilterGradients(x, dy, groups, size, geometry),
      }
    },
  },
}

const inputGradientOperation: Operation<WithInput> = {
  name: 'PlanishGroupConvolutionInputGradient',
  products: true,
  compute: ({ dy, filters }: NamedTensorMap, { inputShape, ...geometry }) => [
    composedInputGradient(dy as Tensor, filters as Tensor, inputShape, geometryOf(geometry)),
  ],
  fused: (run, { dy, filters }, { inputShape, ...geometry }) => {
    const windows = numbersOf(inputShape, kernelSizeOf(filters as Tensor), geometry)
    return run('Planish1ConvolveInputGrad', [dy as Tensor, filters as Tensor], 1, { windows })
  },
  gradient: {
    inputsToSave: ['dy', 'filters'],
    gradFunc: (cotangent, saved, attributes) => {
      const [dx, dy, filters] = [cotangent as Tensor, ...(saved as [Tensor, Tensor])]
      const geometry = geometryOf(attributes as WithInput)
      const [groups, size] = [filters.shape[0] as number, kernelSizeOf(filters)]
      return {
        dy: () => runGroupConvolution(dx, filters, geometry),
        filters: () => runGroupFilterGradients(dx, dy, groups, size, geometry),
      }
    },
  },
}

const filterGradientsOperation: Operation<WithGroups> = {
  name: 'PlanishGroupFilterGradients',
  products: true,
  compute: ({ x, dy }: NamedTensorMap, { groups, kernelSize, ...geometry }) => [
    composedFilterGradients(
      x as Tensor,
      dy as Tensor,
      groups,
      kernelSize as [number, number],
      geometryOf(geometry),
    ),
  ],
  fused: (run, { x, dy }, { groups, kernelSize, ...geometry }) => {
    const windows = numbersOf((x as Tensor).shape, kernelSize, geometry)
    return run('Planish1ConvolveFilterGrads', [x as Tensor, dy as Tensor], 1, { windows, groups })
  },
  gradient: {
    inputsToSave: ['x', 'dy'],
    gradFunc: (cotangent, saved, attributes) => {
      const [filters, x, dy] = [cotangent as Tensor, ...(saved as [Tensor, Tensor])]
      const geometry = geometryOf(attributes as WithGroups)
      return {
        x: () => runGroupInputGradient(dy, filters, x.shape, geometry),
        dy: () => runGroupConvolution(x, filters, geometry),
      }
    },
  },
}

/**
 * The three operations are linear in each operand, and each one's gradients are the other two.
 *
 * @param x shape [B, H, W, C]
 * @param filters shape [G, kh, kw, C, O]
 */
export const runGroupConvolution = (x: Tensor, filters: Tensor, geometry: ConvGeometry): Tensor =>
  runOperation(convolutionOperation, { x, filters }, attributesOf(geometry))[0] as Tensor

/** @param dy shape [B, h, w, O] */
export const runGroupInputGradient = (
  dy: Tensor,
  filters: Tensor,
  inputShape: readonly number[],
  geometry: ConvGeometry,
): Tensor => {
  const attributes = { ...attributesOf(geometry), inputShape: [...inputShape] }
  return runOperation(inputGradientOperation, { dy, filters }, attributes)[0] as Tensor
}

export const runGroupFilterGradients = (
  x: Tensor,
  dy: Tensor,
  groups: number,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor => {
  const attributes = { ...attributesOf(geometry), groups, kernelSize: [...kernelSize] }
  return runOperation(filterGradientsOperation, { x, dy }, attributes)[0] as Tensor
}
