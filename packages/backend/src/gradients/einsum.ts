import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { broadcastTo, Einsum, einsum, expandDims, reshape, sum, transpose } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

interface Equation {
  /** The labels of each operand's axes. */
  readonly operands: readonly string[]
  readonly output: string
}

function parse(equation: string): Equation {
  const [operands = '', output = ''] = equation.replace(/\s/g, '').split('->')
  return { operands: operands.split(','), output }
}

const among = (labels: string, others: string): string =>
  [...labels].filter(label => others.includes(label)).join('')
const without = (labels: string, others: string): string =>
  [...labels].filter(label => !others.includes(label)).join('')

/** Axes labelled `from` brought into the order of `to`. */
function arrange(x: Tensor, from: string, to: string): Tensor {
  return from === to
    ? x
    : transpose(
        x,
        [...to].map(label => from.indexOf(label)),
      )
}

/** Sums away the axes whose labels are not in `kept`. */
function keep(x: Tensor, labels: string, kept: string): [Tensor, string] {
  const axes = [...labels].flatMap((label, axis) => (kept.includes(label) ? [] : [axis]))
  return axes.length === 0 ? [x, labels] : [sum(x, axes), among(labels, kept)]
}

/** A product of two tensors, summed over the labels that are not in `output`, as one product of matrices. */
function contract(left: Tensor, right: Tensor, { operands, output }: Equation): Tensor {
  const [allOfA, allOfB] = operands as [string, string]
  const [a, labelsA] = keep(left, allOfA, allOfB + output)
  const [b, labelsB] = keep(right, allOfB, allOfA + output)
  const both = among(labelsA, labelsB)
  const batch = among(both, output)
  const summed = without(both, output)
  const onlyA = without(labelsA, labelsB)
  const onlyB = without(labelsB, labelsA)
  const lengths = new Map(
    [...[...labelsA].entries()].map(([axis, label]) => [label, a.shape[axis] as number]),
  )
  for (const [axis, label] of [...labelsB].entries()) lengths.set(label, b.shape[axis] as number)
  const shapeOf = (labels: string): number[] => [...labels].map(label => lengths.get(label) as number)
  const sizeOf = (labels: string): number => shapeOf(labels).reduce((size, length) => size * length, 1)
  const matrices = (x: Tensor, labels: string, rows: string, columns: string): Tensor =>
    reshape(arrange(x, labels, batch + rows + columns), [sizeOf(batch), sizeOf(rows), sizeOf(columns)])
  const product = matMul(matrices(a, labelsA, onlyA, summed), matrices(b, labelsB, summed, onlyB))
  return arrange(reshape(product, shapeOf(batch + onlyA + onlyB)), batch + onlyA + onlyB, output)
}

/**
 * wasm lacks it; those of cpu and WebGPU write out all products before they add any up, and refuse a label that
 * one operand alone has and that is summed over.
 */
export const einsumKernel: SuppliedKernel = {
  kernelName: Einsum,
  backends: ['cpu', 'wasm', 'webgpu'],
  compute: (inputs, attributes) => {
    const equation = parse(attributes.equation as string)
    const [left, right] = Object.values(inputs) as [Tensor, Tensor | undefined]
    if (right !== undefined) return contract(left, right, equation)
    const [kept, labels] = keep(left, equation.operands[0] as string, equation.output)
    return arrange(kept, labels, equation.output)
  },
}

/** tfjs has none. An operand's gradient contracts the cotangent with the other operand. */
export const einsumGradient: GradConfig = {
  kernelName: Einsum,
  saveAllInputs: true,
  gradFunc: (dy, saved, attributes) => {
    const { operands, output } = parse(attributes.equation as string)
    const gradientOf = (operand: number) => (): Tensor => {
      const labels = operands[operand] as string
      const others = operands.filter((_, index) => index !== operand)
      const reached = among(labels, output + others.join(''))
      const factors = [dy as Tensor, ...saved.filter((_, index) => index !== operand)]
      const gradient = einsum(`${[output, ...others].join(',')}->${reached}`, ...factors)
      // A label of this operand alone was summed away: the same gradient all along its axis.
      const expanded = [...labels].reduce(
        (tensor, label, axis) => (reached.includes(label) ? tensor : expandDims(tensor, axis)),
        gradient,
      )
      return broadcastTo(expanded, (saved[operand] as Tensor).shape)
    }
    return Object.fromEntries(saved.map((_, operand) => [operand, gradientOf(operand)]))
  },
}
