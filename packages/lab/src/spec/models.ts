import { PlanishError } from '@planish/core'
import type { Model } from '@planish/grad'
import { type DenseStackParams, deepLinear, linear, mlp } from '@planish/models'
import * as E from 'fp-ts/lib/Either.js'
import * as z from 'zod'
import { decodeSpec, type Kind, kind } from './kind.ts'
import { flag, sizes, whole } from './options.ts'

/** What a model must fit: the shape of an input and the number of logits. */
export interface ModelShape {
  readonly inputShape: readonly number[]
  readonly classes: number
}

/** A model whose shape the data may still have to tell. */
export type ShapedModel = (data?: ModelShape) => E.Either<PlanishError, Model<DenseStackParams>>

const shape = {
  inputShape: sizes().optional().describe('shape of an input, as 28x28x1; default that of the data'),
  classes: whole().optional().describe('number of logits; default that of the data'),
}

const init = z
  .enum(['lecunNormal', 'heNormal'])
  .default('lecunNormal')
  .describe('how kernels are drawn: variance 1/fanIn (Flax) or 2/fanIn (He et al.)')

/** The shape that a specification states, completed from the data. */
const shaped =
  (
    name: string,
    stated: { readonly inputShape?: number[] | undefined; readonly classes?: number | undefined },
    build: (shape: ModelShape) => Model<DenseStackParams>,
  ): ShapedModel =>
  data => {
    const inputShape = stated.inputShape ?? data?.inputShape
    const classes = stated.classes ?? data?.classes
    return inputShape === undefined || classes === undefined
      ? E.left(
          new PlanishError(
            'usage',
            `model ${name}: inputShape and classes must be given where no data tells them`,
          ),
        )
      : E.right(build({ inputShape, classes }))
  }

const hidden = sizes().describe('widths of the hidden layers, as 512x512')

/** The models that a specification can name. */
export const modelKinds: readonly Kind<ShapedModel>[] = [
  kind({
    kind: 'mlp',
    summary: 'A multi-layer perceptron.',
    first: 'hidden',
    options: {
      hidden: hidden.default([512, 512]),
      activation: z.enum(['relu', 'tanh', 'identity']).default('relu').describe('between the layers'),
      bias: flag().default(true),
      init,
      ...shape,
    },
    build: ({ hidden, activation, bias, init, ...stated }) =>
      shaped('mlp', stated, of => mlp({ ...of, hidden, activation, bias, init })),
  }),
  kind({
    kind: 'linear',
    summary: 'A linear model: SAM’s logit term is all there is.',
    options: { bias: flag().default(true), init, ...shape },
    build: ({ bias, init, ...stated }) => shaped('linear', stated, of => linear({ ...of, bias, init })),
  }),
  kind({
    kind: 'deepLinear',
    summary: 'A product of matrices, without biases unless asked for.',
    first: 'hidden',
    options: { hidden: hidden.default([512]), bias: flag().default(false), init, ...shape },
    build: ({ hidden, bias, init, ...stated }) =>
      shaped('deepLinear', stated, of => deepLinear({ ...of, hidden, bias, init })),
  }),
]

/** Reads a model's specification. */
export const decodeModel = decodeSpec('model', modelKinds)
