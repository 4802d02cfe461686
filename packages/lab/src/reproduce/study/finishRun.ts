import { orThrow } from '@planish/core'
import { createRun, fileOf, optionalFile } from '../../run/directory.ts'
import { openRun } from '../../run/openRun.ts'
import { prepare } from '../../run/prepare.ts'
import type { ExperimentConfig } from '../../run/record.ts'
import { type RunOptions, runExperiment } from '../../run/runExperiment.ts'

/** Whether a run has its result. */
export const isFinished = async (path: string): Promise<boolean> =>
  (await optionalFile(fileOf(path, 'result'))) !== undefined

/**
 * Runs a configuration in its folder to the end, from wherever it stands there.
 *
 * @throws PlanishError `interrupted` once the signal is raised, `usage` for what can't be run
 */
export async function finishRun(path: string, config: ExperimentConfig, options: RunOptions): Promise<void> {
  const isBegun = (await optionalFile(fileOf(path, 'config'))) !== undefined
  const prepared = orThrow(await prepare(config)())
  const directory = isBegun ? await openRun(path) : await createRun(path, config)
  orThrow(await runExperiment(directory, prepared, options)())
}
