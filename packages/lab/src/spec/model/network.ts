import type { Kind } from '../kind.ts'
import type { ShapedModel } from './shapedModel.ts'

/** A parameter, or as many as its name's braces have values. */
export interface ParameterDescription {
  /** Path in the tree, as in a safetensors file; what stands in braces is explained in `where`. */
  readonly name: string
  /** Numbers, and formulas in the options' names and the letters of `where`. */
  readonly shape: readonly (number | string)[]
  /** What it starts with. */
  readonly initial: string
  /** When there is such a parameter; always, if left out. */
  readonly present?: string
}

/** All that another program needs to build the same network. */
export interface NetworkDescription {
  readonly parameters: readonly ParameterDescription[]
  /** What letters stand for. */
  readonly where: { readonly [letter: string]: string }
  /** The forward pass, step by step. */
  readonly forward: readonly string[]
  readonly sources: readonly string[]
}

/** A kind of model, with its network. */
export interface ModelKind extends Kind<ShapedModel> {
  readonly network: NetworkDescription
}

/** How convolutions are meant, in every network that has some. */
export const imageConventions =
  'Images are [B, height, width, channels] (flattened inputs are reshaped to that, row by row). conv(x, kernel) is a cross-correlation, as in PyTorch, with kernel [kh, kw, in, out]; PyTorch’s layout is kernel.permute(3, 2, 0, 1).'

/** How products are meant. */
export const denseConvention = 'dense(x, p) = x · p.kernel + p.bias, the kernel [in, out].'

/** How normalisations are meant. */
export const normConventions =
  'norm(x, p), where norm=layer: at each position by itself, over the channels, (x − mean)/√(variance + 1e-6) · p.scale + p.bias, the variance divided by the number of channels (no Bessel correction). Where norm=group: the same with mean and variance over all positions and the channels of a group, the channels split in order into G equal groups, G the largest divisor of their number that is at most groups.'

/** The initial value of kernels that the option `init` draws. */
export const drawnByInit = (fanIn: string): string => `init, with fanIn = ${fanIn}`
