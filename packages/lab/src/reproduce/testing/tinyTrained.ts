import { useBackend } from '@planish/backend'
import { disposeTree, orThrow } from '@planish/core'
import { settingOf } from '../../run/experiment.ts'
import type { ExperimentConfig } from '../../run/record.ts'
import { tinyConfig } from '../../run/testing/tinyRun.ts'
import type { Measurement } from '../study/measurement.ts'

/** What a measurement makes of a network at its first weights, as it would stand in its file. */
export async function measuredAtFirst<M>(
  measurement: Measurement<M>,
  changes: Partial<ExperimentConfig> = {},
): Promise<M> {
  orThrow(await useBackend('cpu')())
  const config = { ...tinyConfig, seeds: 1, ...changes }
  const { objective, data, trainKey, measureKey } = await settingOf(config, config.seed)
  const params = objective.model.init(trainKey)
  try {
    const measured = await measurement.of({ objective, params, data, keys: { trainKey, measureKey }, config })
    return measurement.schema.parse(JSON.parse(JSON.stringify(measured)))
  } finally {
    disposeTree(params)
  }
}
