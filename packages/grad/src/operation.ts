import { normalise, normaliseAffine, normaliseBatch, normaliseGroups } from '@planish/backend'
import { PlanishError, tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { attend } from './attend.ts'
import { expectBias, expectChannels, expectImages, expectSuffix, expectTokens } from './fit.ts'
import type { AffineParams, ConvOptions, ConvParams, Layers } from './layers.ts'
import { convolution } from './roles/convolution.ts'
import { depthwise } from './roles/depthwise.ts'
import { geometryOf } from './roles/geometry.ts'
import { lookup } from './roles/lookup.ts'
import { matrix } from './roles/matrix.ts'
import type { Role } from './roles/role.ts'
import { scale as scaleRole } from './roles/scale.ts'

/** A parameter in a role. */
export interface Use {
  readonly role: Role
  readonly parameter: Tensor
}

/**
 * One call of a parametric operation: s = A(u, w) + b, either of w and b optional. Without w, A is u itself, or
 * nothing where the operation does not carry its input on.
 */
export interface Operation {
  readonly name: keyof Layers
  /** u. */
  readonly input: Tensor
  /** w. */
  readonly main?: Use
  /** b: its shape is that of the last axes of s. */
  readonly bias?: Tensor
  readonly carriesInput: boolean
  /** s. */
  readonly output: () => Tensor
}

/** How the algebra is given a meaning. */
export interface Interpretation {
  readonly run: (operation: Operation) => Tensor
  /** Whether what only computes may be one call of a kernel where it is two operations to look at. */
  readonly fused?: boolean
  /** Why examples must not depend on each other, where that is so. */
  readonly independent?: string
}

/** The parameters of an operation. */
export const parametersOf = ({ main, bias }: Pick<Operation, 'main' | 'bias'>): Tensor[] => [
  ...(main ? [main.parameter] : []),
  ...(bias ? [bias] : []),
]

const defaultEpsilon = 1e-6

/** An operation A(u, w) (+ b). */
const using = (
  name: keyof Layers,
  input: Tensor,
  role: Role,
  parameter: Tensor,
  bias: Tensor | undefined,
): Operation => ({
  name,
  input,
  main: { role, parameter },
  ...(bias ? { bias } : {}),
  carriesInput: false,
  output: () => tidy(() => role.apply(input, parameter, bias)),
})

function expectScale(name: keyof Layers, x: Tensor, { scale, bias }: AffineParams): void {
  expectChannels(name, x, 'scale', scale, 1, 0)
  expectBias(name, bias, 'scale', scale.shape[0] as number)
}

/** The algebra's meaning: every interpreter is made from this and a way to run an {@link Operation}. */
export function interpret({ run, independent, fused = false }: Interpretation): Layers {
  const affine = (name: keyof Layers, x: Tensor, params: AffineParams): Tensor => {
    expectScale(name, x, params)
    return run(using(name, x, scaleRole, params.scale, params.bias))
  }
  const dense: Layers['dense'] = (x, { kernel, bias }) => {
    expectChannels('dense', x, 'kernel', kernel, 2, 0)
    expectBias('dense', bias, 'kernel', kernel.shape[1] as number)
    return run(using('dense', x, matrix, kernel, bias))
  }
  const convolve = (
    name: 'conv' | 'depthwiseConv',
    x: Tensor,
    { kernel, bias }: ConvParams,
    options: ConvOptions | undefined,
  ): Tensor => {
    expectImages(name, x)
    expectChannels(name, x, 'kernel', kernel, 4, 2)
    const [, , inputs, last] = kernel.shape as [number, number, number, number]
    expectBias(name, bias, 'kernel', name === 'conv' ? last : inputs * last)
    const { input, geometry } = geometryOf(x, kernel, options)
    const role = name === 'conv' ? convolution(geometry) : depthwise(geometry)
    return run(using(name, input, role, kernel, bias))
  }
  return {
    dense,
    conv: (x, params, options) => convolve('conv', x, params, options),
    depthwiseConv: (x, params, options) => convolve('depthwiseConv', x, params, options),
    bias: (x, bias) => {
      expectSuffix('bias', x, bias)
      return run({ name: 'bias', input: x, bias, carriesInput: true, output: () => tf.add(x, bias) })
    },
    affine: (x, params) => affine('affine', x, params),
    layerNorm: (x, params, { epsilon = defaultEpsilon } = {}) => {
      if (!fused) return affine('layerNorm', normalise(x, epsilon), params)
      expectScale('layerNorm', x, params)
      return normaliseAffine(x, params.scale, params.bias, epsilon)
    },
    groupNorm: (x, params, { groups, epsilon = defaultEpsilon }) =>
      affine('groupNorm', normaliseGroups(x, groups, epsilon), params),
    batchNorm: (x, params, { epsilon = defaultEpsilon } = {}) => {
      if (independent !== undefined) {
        throw new PlanishError(
          'model',
          `batchNorm: an example's output depends on the others of its batch, but ${independent}`,
          "use layerNorm or groupNorm, or m: 'batch'",
        )
      }
      return affine('batchNorm', normaliseBatch(x, epsilon), params)
    },
    embed: (indices, { table }) => {
      if (indices.dtype !== 'int32' || table.rank !== 2) {
        throw new PlanishError(
          'model',
          `embed: indices of type ${indices.dtype} and a table of shape [${table.shape.join(', ')}]`,
          'indices are int32, a table is [vocabulary, n]',
        )
      }
      return run(using('embed', indices, lookup, table, undefined))
    },
    classToken: (x, token) => {
      expectTokens('classToken', x)
      expectBias('classToken', token, 'sequence of tokens', x.shape[2] as number)
      const [examples, , width] = x.shape as [number, number, number]
      const repeated = (): Tensor => tf.tile(tf.reshape(token, [1, 1, width]), [examples, 1, 1])
      const first = run({ name: 'classToken', input: x, bias: token, carriesInput: false, output: repeated })
      return tf.concat([first, x], 1)
    },
    attention: (x, { qkv, out }, { heads }) => {
      expectTokens('attention', x)
      return dense(attend(dense(x, qkv), heads), out)
    },
  }
}

/**
 * The interpreter that just computes.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { plain } from '@planish/grad'
 *
 * plain.dense(tf.ones([2, 3]), { kernel: tf.ones([3, 4]) }).shape // [2, 4]
 * ```
 */
export const plain: Layers = interpret({ run: operation => operation.output(), fused: true })
