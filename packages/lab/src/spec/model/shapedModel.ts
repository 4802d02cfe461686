import { PlanishError, type Tree, toPlanishError } from '@planish/core'
import type { Model } from '@planish/grad'
import { util } from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { flag, sizes, whole } from '../options.ts'
import { anyModel } from './anyModel.ts'

/** What a model must fit: the shape of an input and the number of logits. */
export interface ModelShape {
  readonly inputShape: readonly number[]
  readonly classes: number
}

/** A model and what it was made for. */
export interface FittedModel extends Model {
  readonly shape: ModelShape
}

/** A model whose shape the data may still have to tell. */
export type ShapedModel = (data?: ModelShape) => E.Either<PlanishError, FittedModel>

/** The options that state a model's shape. */
export const shapeOptions = {
  inputShape: sizes().optional().describe('shape of an input, as 28x28x1; default that of the data'),
  classes: whole().optional().describe('number of logits; default that of the data'),
}

/** The option of whether there are biases. */
export const biasOption = (fallback: boolean, what: string) =>
  flag().default(fallback).describe(`whether ${what} have biases`)

/** A shape that a specification may state. */
interface StatedShape {
  readonly inputShape?: number[] | undefined
  readonly classes?: number | undefined
}

const sizeOf = (shape: readonly number[]): number => util.sizeFromShape([...shape])

/** The shape that a specification states, completed from the data. */
function completed(
  name: string,
  stated: StatedShape,
  data: ModelShape | undefined,
): E.Either<PlanishError, ModelShape> {
  const inputShape = stated.inputShape ?? data?.inputShape
  const classes = stated.classes ?? data?.classes
  const fail = (why: string, hint: string) => E.left(new PlanishError('usage', `model ${name}: ${why}`, hint))
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
  return E.right({ inputShape, classes })
}

/** A model of the shape that a specification states, completed from the data; an error if it can't have it. */
export const shaped =
  <P extends Tree>(name: string, stated: StatedShape, build: (shape: ModelShape) => Model<P>): ShapedModel =>
  data =>
    E.flatMap((shape: ModelShape) =>
      E.tryCatch(
        (): FittedModel => ({ ...anyModel(build(shape)), shape }),
        toPlanishError('usage', `model ${name}`),
      ),
    )(completed(name, stated, data))
