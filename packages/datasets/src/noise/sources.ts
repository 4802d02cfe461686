import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Dataset } from '../dataset.ts'

/** Labels that people gave, with the clean ones beside them in the same order, as CIFAR-10N has them. */
export interface HumanLabels {
  readonly labels: Int32Array
  /** What the order is checked by. */
  readonly cleanLabels: Int32Array
}

/** η[example][class] = P(class | example), [n, K] row by row, each row summing to 1. */
export type Posterior = Float32Array | Float64Array

/**
 * What some kinds of noise need besides the data set. A record holds only its digest, so replaying one takes it again.
 */
export interface NoiseSources {
  /** Of `human` noise. */
  readonly human?: HumanLabels
  /** Of `pmd` noise: η, or what makes it of the data set. */
  readonly posterior?: Posterior | ((dataset: Dataset) => Posterior)
  /** Of `openSet` noise: where the examples of no class come from. */
  readonly others?: Dataset
}

const meanings: Readonly<Record<keyof NoiseSources, string>> = {
  human: 'the labels that people gave, and the clean labels beside them',
  posterior: 'a posterior, [n, K]',
  others: 'a data set of other examples',
}

/** The source of this name. */
export const sourceOf = <Name extends keyof NoiseSources>(
  kind: string,
  name: Name,
  sources: NoiseSources,
): E.Either<PlanishError, NonNullable<NoiseSources[Name]>> => {
  const source = sources[name]
  return source === undefined || source === null
    ? E.left(
        new PlanishError(
          'usage',
          `${kind} noise needs ${meanings[name]}`,
          `give it to corrupt or replay: corrupt(spec, key, { ${name} })`,
        ),
      )
    : E.right(source)
}

/** Refuses what is not what a record was made from. */
export const sameDigest = (
  kind: string,
  what: string,
  recorded: string | undefined,
  found: string,
): E.Either<PlanishError, string> =>
  recorded === undefined || recorded === found
    ? E.right(found)
    : E.left(
        new PlanishError(
          'usage',
          `the ${kind} noise was recorded with other ${what}: ${recorded}, not ${found}`,
          `give the ${what} that it was drawn from`,
        ),
      )
