import type { EpochMetrics } from '../../run/record.ts'
import { trialResult } from '../../run/summary.ts'
import type { Place, StudyOutcome, Trial } from '../study/outcome.ts'
import { type Candidate, type Condition, familiesOf, type Study } from '../study/study.ts'

/** What a made-up trial reached: in short, or epoch by epoch. What is left out is the same for all. */
export type Sample<M = unknown> = {
  readonly measured?: M
} & (
  | {
      readonly peak: number
      /** Default: the peak. */
      readonly final?: number
      /** At most the peak, which is the default. */
      readonly noisyValidation?: number
      /** Of the last epoch. */
      readonly last?: Partial<EpochMetrics>
    }
  | { readonly epochs: readonly Partial<EpochMetrics>[] }
)

/** Where a made-up trial stands. */
export interface SamplePlace extends Place {
  readonly seed: number
  readonly rule: string
}

/** Three epochs that come to such a peak, such a choice by noisy validation, and such an end. */
function epochsOf(sample: Sample): readonly Partial<EpochMetrics>[] {
  if ('epochs' in sample) return sample.epochs
  const { peak, final = peak, noisyValidation = peak, last = {} } = sample
  return [
    { test: peak, validation: 0.3 },
    { test: noisyValidation, validation: 0.5 },
    { test: final, validation: 0.4, ...last },
  ]
}

const trialOf = <M>(place: SamplePlace, { learningRate }: Candidate, sample: Sample<M>): Trial<M> => {
  const epochs = epochsOf(sample).map(
    (given, index): EpochMetrics => ({
      rule: place.rule,
      seed: place.seed,
      epoch: index + 1,
      loss: 1,
      test: 0.5,
      validation: 0.5,
      cleanTrain: 0.5,
      noisyTrain: 0.1,
      upWeighting: { clean: 1, noisy: 1 },
      norms: { head: 1, features: 1 },
      gradientEvaluations: 10 * (index + 1),
      seconds: index + 1,
      ...given,
    }),
  )
  return {
    ...trialResult(place.seed, epochs),
    ...place,
    learningRate,
    path: `runs/${place.condition}-${place.family}-${place.seed}`,
    epochs,
    measured: sample.measured as M,
  }
}

/**
 * A study as if it had run: each family's first candidate was chosen, and each trial came to what `reached` says. Peak,
 * final and chosen accuracy follow from the epochs as they do for a real trial.
 */
export function sampleOutcome<M = unknown>(
  study: Study,
  reached: (place: SamplePlace) => Sample<M>,
): StudyOutcome<M> {
  const places = study.conditions.flatMap((condition: Condition) =>
    familiesOf(study, condition).map(({ name, candidates }) => ({
      condition: condition.name,
      family: name,
      candidate: candidates[0] as Candidate,
    })),
  )
  const seeds = Array.from({ length: study.seeds }, (_, index) => index + 1)
  return {
    study,
    choices: places.map(({ condition, family, candidate }) => ({
      condition,
      family,
      ...candidate,
      tried: [],
    })),
    trials: places.flatMap(({ condition, family, candidate }) =>
      seeds.map(seed => {
        const place = { condition, family, seed, rule: candidate.rule }
        return trialOf(place, candidate, reached(place))
      }),
    ),
    seconds: 1,
  }
}
