import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { disposeTree, orThrow } from '@planish/core'
import { decodeCheckpoint, restorePoint } from '../../run/checkpoint.ts'
import { fileOf, optionalFile } from '../../run/directory.ts'
import { settingOf } from '../../run/experiment.ts'
import { writeWhole } from '../../run/files.ts'
import type { ExperimentConfig } from '../../run/record.ts'
import { trainingOf } from '../../run/training.ts'
import { decodeRule } from '../../spec/rules.ts'
import type { Measurement } from './measurement.ts'

/** Where a measurement of a run is kept: another figure, or other options, have another file. */
export const measurementFile = (path: string, figure: string, { options }: Measurement<unknown>): string =>
  join(
    path,
    'measured',
    `${figure}-${createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 8)}.json`,
  )

/** What was measured before; undefined where nothing was, or what stands there can't be read. */
export async function readMeasurement<M>(file: string, { schema }: Measurement<M>): Promise<M | undefined> {
  const bytes = await optionalFile(file)
  if (bytes === undefined) return undefined
  try {
    return schema.parse(JSON.parse(bytes.toString()))
  } catch {
    return undefined
  }
}

/** Measures the network that a finished run ended with, and keeps what came out. */
export async function measureRun<M>(
  path: string,
  config: ExperimentConfig,
  file: string,
  measurement: Measurement<M>,
): Promise<void> {
  const checkpointFile = fileOf(path, 'checkpoint')
  const bytes = (await optionalFile(checkpointFile)) ?? new Uint8Array()
  const checkpoint = orThrow(decodeCheckpoint(checkpointFile, bytes))
  const setting = await settingOf(config, config.seed)
  const named = orThrow(decodeRule(config.rules[0] as string)).value
  const { objective, optimizer } = trainingOf(named, config, setting)
  const { params, state } = restorePoint(checkpoint, objective, optimizer, setting.trainKey)
  disposeTree(state)
  try {
    const { data, trainKey, measureKey } = setting
    const measured = await measurement.of({
      objective: setting.objective,
      params,
      data,
      keys: { trainKey, measureKey },
      config,
    })
    await mkdir(dirname(file), { recursive: true })
    await writeWhole(file, JSON.stringify(measured))
  } finally {
    disposeTree(params)
  }
}
