import { PlanishError } from '@planish/core'
import type { Model } from '@planish/grad'
import { type DenseStackParams, deepLinear, linear, mlp } from '@planish/models'
import { util } from '@tensorflow/tfjs-core'
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

const bias = (fallback: boolean) => flag().default(fallback).describe('whether the layers have biases')

const init = z
  .enum(['lecunNormal', 'heNormal'])
  .default('lecunNormal')
  .describe('how kernels are drawn: variance 1/fanIn (Flax) or 2/fanIn (He et al.)')

const sizeOf = (shape: readonly number[]): number => util.sizeFromShape([...shape])

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
    const fail = (why: string, hint: string) =>
      E.left(new PlanishError('usage', `model ${name}: ${why}`, hint))
    if (inputShape === undefined || classes === undefined) {
      return fail(
        `${inputShape === undefined ? 'inputShape' : 'classes'} is missing`,
        'both inputShape and classes must be given where no data tells them',
      )
    }
    const leaveOut = 'leave it out: the data tells it'
    if (data !== undefined && sizeOf(inputShape) !== sizeOf(data.inputShape)) {
      return fail(
        `inputShape is ${inputShape.join('x')}, but the data’s ${data.inputShape.join('x')}`,
        leaveOut,
      )
    }
    if (data !== undefined && classes !== data.classes) {
      return fail(`classes is ${classes}, but data and loss need ${data.classes}`, leaveOut)
    }
    return E.right(build({ inputShape, classes }))
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
      bias: bias(true),
      init,
      ...shape,
    },
    build: ({ hidden, activation, bias, init, ...stated }) =>
      shaped('mlp', stated, of => mlp({ ...of, hidden, activation, bias, init })),
  }),
  kind({
    kind: 'linear',
    summary: 'A linear model: SAM’s logit term is all there is.',
    options: { bias: bias(true), init, ...shape },
    build: ({ bias, init, ...stated }) => shaped('linear', stated, of => linear({ ...of, bias, init })),
  }),
  kind({
    kind: 'deepLinear',
    summary: 'A product of matrices, without biases unless asked for.',
    first: 'hidden',
    options: { hidden: hidden.default([512]), bias: bias(false), init, ...shape },
    build: ({ hidden, bias, init, ...stated }) =>
      shaped('deepLinear', stated, of => deepLinear({ ...of, hidden, bias, init })),
  }),
]

/** Reads a model's specification. */
export const decodeModel = decodeSpec('model', modelKinds)
