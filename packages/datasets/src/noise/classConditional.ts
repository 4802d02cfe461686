import { type Key, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Dataset } from '../dataset.ts'
import type { Noise } from './noise.ts'
import type { NoiseSpec } from './spec.ts'

/** Noise of which a label's new value depends on nothing but the label. */
interface ClassConditional {
  /** What is wrong with so many classes, if anything. */
  readonly fault: (classes: number) => string | undefined
  readonly matrix: (classes: number) => number[][]
  readonly draw: (dataset: Dataset, key: Key) => Int32Array
}

/** A noise that has a transition matrix, of what makes it up. */
export function classConditional(spec: NoiseSpec, { fault, matrix, draw }: ClassConditional): Noise {
  const suited = (classes: number): E.Either<PlanishError, number> => {
    const wrong = fault(classes)
    return wrong === undefined ? E.right(classes) : E.left(new PlanishError('usage', wrong))
  }
  return {
    spec,
    matrix: classes => pipe(suited(classes), E.map(matrix)),
    draw: (dataset, key) =>
      pipe(
        suited(dataset.classes),
        E.map(() => ({ spec, labels: draw(dataset, key) })),
      ),
  }
}

/** The complaint that a noise needs more classes, where it does. */
export const tooFewClasses = (noise: string, least: number, classes: number): string | undefined =>
  Number.isInteger(classes) && classes >= least
    ? undefined
    : `${noise} needs at least ${least} class${least === 1 ? '' : 'es'}, there are ${classes}`

/** The answer of a noise that has no transition matrix. */
export const noMatrix = (why: string): (() => E.Either<PlanishError, never>) => {
  const error = new PlanishError(
    'usage',
    `there is no transition matrix before the draw: ${why}`,
    'realisedMatrix of the noisy data set says what became of its labels',
  )
  return () => E.left(error)
}
