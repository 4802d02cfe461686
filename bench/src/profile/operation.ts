/** What an operation was run on. */
export interface Operation {
  readonly name: string
  readonly inputs: readonly (readonly number[])[]
  readonly outputs: readonly (readonly number[])[]
}

/** Calls of an operation during some steps. */
export interface Timing {
  readonly operation: Operation
  readonly milliseconds: number
}

/** Receives what was run. */
export type Listener = (timing: Timing) => void

const size = (shape: readonly number[] | undefined): number => (shape ?? []).reduce((a, b) => a * b, 1)

/** Positions in the inputs of the tensor with an element for each output of the convolution, and of the kernel. */
const convolutions: { readonly [name: string]: readonly ['output' | number, 'output' | number] } = {
  Conv2D: ['output', 1],
  FusedConv2D: ['output', 1],
  _FusedConv2D: ['output', 1],
  Conv2DBackpropInput: [2, 1],
  Conv2DBackpropFilter: [2, 'output'],
  Planish1Convolve: ['output', 1],
  Planish1ConvolveInputGrad: [0, 1],
  Planish1ConvolveFilterGrads: [1, 'output'],
}

const products = new Set(['MatMul', '_FusedMatMul', 'BatchMatMul', 'BatchMatMulV2', 'Planish1Product'])

/** Multiply-adds of a product or a convolution; none for all else. */
export function multiplyAdds({ name, inputs, outputs }: Operation): number {
  const at = (place: 'output' | number) => (place === 'output' ? outputs[0] : inputs[place])
  const convolution = convolutions[name]
  if (convolution !== undefined) {
    const [values, kernel] = convolution.map(at)
    // Of filters of each group's own, [G, kh, kw, C, O], a value takes part in one group's.
    const filter = kernel?.slice(-4)
    return (size(values) * size(filter)) / (filter?.at(-1) ?? 1)
  }
  if (!products.has(name)) return 0
  // The left matrix, transposed or not, has as many elements as rows of the output times what is summed over.
  const summed = size(inputs[0]?.slice(-2)) / (outputs[0]?.at(-2) ?? 1)
  return size(outputs[0]) * summed
}

/** Bytes of what goes in and comes out, if it is float32. */
export const traffic = ({ inputs, outputs }: Operation): number =>
  4 * [...inputs, ...outputs].reduce((sum, shape) => sum + size(shape), 0)

const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? '1' : shape.join('×'))

/** Equal neighbours are counted, not listed: a split has one output for each example. */
function listText(shapes: readonly (readonly number[])[]): string {
  const runs: { text: string; count: number }[] = []
  for (const text of shapes.map(shapeText)) {
    const last = runs.at(-1)
    if (last?.text === text) last.count++
    else runs.push({ text, count: 1 })
  }
  return runs
    .map(({ text, count }) => (count > 2 ? `${count} of ${text}` : Array(count).fill(text).join(', ')))
    .join(', ')
}

/** `16×32×32×64, 3×3×64×64 → 16×32×32×64`. */
export const shapesOf = ({ inputs, outputs }: Operation): string =>
  `${listText(inputs)} → ${listText(outputs)}`
