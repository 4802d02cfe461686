import { type Backend, useBackend } from '@planish/backend'
import { orThrow, type PlanishError, toPlanishError } from '@planish/core'
import type { CacheOptions } from '@planish/datasets/node'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeData } from '../spec/data.ts'
import { decodeRule } from '../spec/rules.ts'
import { type Setting, settingOf } from './experiment.ts'
import type { ExperimentConfig } from './record.ts'
import { tryTraining } from './training.ts'

/** All that a run needs before its first step, so that what can't be run fails before there is a run directory. */
export interface Prepared {
  /** What computes; already started. */
  readonly backend: Backend
  /** What the trials of each seed share. */
  readonly settings: readonly Setting[]
}

/** Reads the data, draws its noise for every seed, starts the backend, and tries to begin each rule's training. */
export const prepare = (
  config: ExperimentConfig,
  cache: CacheOptions = {},
): TE.TaskEither<PlanishError, Prepared> =>
  TE.tryCatch(
    async () => {
      const seeds = Array.from({ length: config.seeds }, (_, offset) => config.seed + offset)
      const settings: Setting[] = []
      const source = orThrow(decodeData(config.data)).value
      for (const seed of seeds) settings.push(await settingOf(config, seed, source, cache))
      const backend = orThrow(await useBackend(config.backend)())
      for (const rule of config.rules) {
        tryTraining(orThrow(decodeRule(rule)).value, config, settings[0] as Setting)
      }
      return { backend, settings }
    },
    toPlanishError('io', 'the run could not be prepared'),
  )
