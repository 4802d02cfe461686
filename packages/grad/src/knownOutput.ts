import { matMul } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { reshaped } from './byGroup.ts'
import type { Operation, Use } from './operation.ts'

/** x as rows, [all positions, n]. */
const rowsOf = (x: Tensor): Tensor =>
  reshaped(x, [x.size / (x.shape.at(-1) as number), x.shape.at(-1) as number])

/** The gradient in a parameter, from the operation's input and its output's cotangent: see {@link Use}. */
const gradientIn: { readonly [kind in Use['kind']]: (input: Tensor, cotangent: Tensor) => Tensor } = {
  outer: (input, cotangent) => matMul(rowsOf(input), rowsOf(cotangent), true, false),
  scale: (input, cotangent) => tf.sum(rowsOf(tf.mul(input, cotangent)), 0),
  shift: (_, cotangent) => tf.sum(rowsOf(cotangent), 0),
}

/**
 * An operation whose output is known already, from a pass with the same input and parameters: differentiable in
 * the parameters as if it had been computed.
 */
export const knownOutput = ({ uses, input }: Pick<Operation, 'uses' | 'input'>, output: Tensor): Tensor =>
  tf.customGrad((..._parameters) => ({
    value: tf.clone(output),
    gradFunc: (dy: Tensor) => uses.map(({ kind }) => gradientIn[kind](input, dy)),
  }))(...uses.map(({ parameter }) => parameter))
