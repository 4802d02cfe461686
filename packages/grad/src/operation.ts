import { matMul } from '@planish/backend'
import { PlanishError, tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Layers } from './layers.ts'

/**
 * How one parameter enters an operation's output s, which is all that its gradient depends on. With u an
 * input, δ = ∂ℓ/∂s and sums over the positions (of one example, or of a group's examples together):
 *
 * | kind | s contains | gradient |
 * |---|---|---|
 * | `outer` | u·W | Σ u ⊗ δ |
 * | `scale` | u∘w | Σ u∘δ |
 * | `shift` | w | Σ δ |
 */
export interface Use {
  readonly kind: 'outer' | 'scale' | 'shift'
  readonly parameter: Tensor
}

/** One call of a parametric operation: what it computes, and how its parameters enter. */
export interface Operation {
  readonly name: keyof Layers
  readonly input: Tensor
  readonly uses: readonly Use[]
  readonly output: () => Tensor
}

const shapeOf = ({ shape }: Tensor): string => `[${shape.join(', ')}]`

/** Fails with both shapes and the layer's name, before tfjs would with neither, or would broadcast. */
function expectFit(layer: keyof Layers, input: Tensor, name: string, parameter: Tensor, rank: 1 | 2): void {
  if (parameter.rank === rank && input.shape.at(-1) === parameter.shape[0]) return
  throw new PlanishError(
    'model',
    `${layer}: an input of shape ${shapeOf(input)} does not fit a ${name} of shape ${shapeOf(parameter)}`,
  )
}

/** A bias has one value for each output of the parameter that it goes with: one for all would broadcast. */
function expectBias(layer: keyof Layers, bias: Tensor | undefined, name: string, parameter: Tensor): void {
  if (bias === undefined || (bias.rank === 1 && bias.shape[0] === parameter.shape.at(-1))) return
  throw new PlanishError(
    'model',
    `${layer}: a bias of shape ${shapeOf(bias)} does not fit a ${name} of shape ${shapeOf(parameter)}`,
  )
}

/** x·kernel over the last axis, as one product of matrices. */
function lastAxisProduct(x: Tensor, kernel: Tensor): Tensor {
  if (x.rank === 2) return matMul(x, kernel)
  const [inputs, outputs] = kernel.shape as [number, number]
  return tf.reshape(matMul(tf.reshape(x, [-1, inputs]), kernel), [...x.shape.slice(0, -1), outputs])
}

const shiftUse = (bias: Tensor | undefined): Use[] => (bias ? [{ kind: 'shift', parameter: bias }] : [])

const shifted = (x: Tensor, bias: Tensor | undefined): Tensor => (bias ? tf.add(x, bias) : x)

/** The algebra's meaning: every interpreter is made from this and a way to run an {@link Operation}. */
export function interpret(run: (operation: Operation) => Tensor): Layers {
  return {
    dense: (x, { kernel, bias }) => {
      expectFit('dense', x, 'kernel', kernel, 2)
      expectBias('dense', bias, 'kernel', kernel)
      return run({
        name: 'dense',
        input: x,
        uses: [{ kind: 'outer', parameter: kernel }, ...shiftUse(bias)],
        output: () => tidy(() => shifted(lastAxisProduct(x, kernel), bias)),
      })
    },
    bias: (x, bias) => {
      expectFit('bias', x, 'bias', bias, 1)
      return run({ name: 'bias', input: x, uses: shiftUse(bias), output: () => tf.add(x, bias) })
    },
    affine: (x, { scale, bias }) => {
      expectFit('affine', x, 'scale', scale, 1)
      expectBias('affine', bias, 'scale', scale)
      return run({
        name: 'affine',
        input: x,
        uses: [{ kind: 'scale', parameter: scale }, ...shiftUse(bias)],
        output: () => tidy(() => shifted(tf.mul(x, scale), bias)),
      })
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
export const plain: Layers = interpret(operation => operation.output())
