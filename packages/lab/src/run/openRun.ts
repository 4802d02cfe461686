import { truncate } from 'node:fs/promises'
import { orThrow, PlanishError } from '@planish/core'
import { beginAnew, type Checkpoint, decodeCheckpoint } from './checkpoint.ts'
import { fingerprint } from './config.ts'
import {
  fileOf,
  metricsOf,
  optionalFile,
  type RunDirectory,
  readConfig,
  readMetricsBytes,
} from './directory.ts'
import type { ExperimentConfig } from './record.ts'

async function readCheckpoint(path: string, config: ExperimentConfig): Promise<Checkpoint | undefined> {
  const file = fileOf(path, 'checkpoint')
  const bytes = await optionalFile(file)
  if (bytes === undefined) return undefined
  const checkpoint = orThrow(decodeCheckpoint(file, bytes))
  if (checkpoint.config === fingerprint(config)) return checkpoint
  throw new PlanishError(
    'format',
    `${fileOf(path, 'config')} is not what the run was begun with: it does not fit ${file}`,
    'put it back as it was; or begin a run of the new configuration, with another --out',
  )
}

/** Makes sure that every epoch before the checkpoint has its line. */
function checkMetrics(
  path: string,
  { epochs }: ExperimentConfig,
  metrics: Buffer,
  { trial, epoch, metricsBytes }: Checkpoint,
): void {
  const expected = trial * epochs + epoch
  const isWhole = metrics.length >= metricsBytes
  if (isWhole && metricsOf(path, metrics.subarray(0, metricsBytes)).length === expected) return
  throw new PlanishError(
    'format',
    `${fileOf(path, 'metrics')} does not hold the ${expected} epochs that the checkpoint counts`,
    beginAnew,
  )
}

/**
 * Opens a run to go on with it; what was measured after the last checkpoint is cut off, to be measured again.
 *
 * @throws PlanishError `usage` if it is no run directory, `format` if a file in it is broken
 */
export async function openRun(path: string): Promise<RunDirectory> {
  const config = await readConfig(path)
  const checkpoint = await readCheckpoint(path, config)
  const metrics = await readMetricsBytes(path)
  if (checkpoint !== undefined) checkMetrics(path, config, metrics, checkpoint)
  if ((await optionalFile(fileOf(path, 'result'))) !== undefined) {
    return { path, config, checkpoint, metricsBytes: metrics.length, finished: true }
  }
  // One line is what a kill between an epoch's measurement and the first checkpoint leaves.
  if (checkpoint === undefined && metrics.indexOf('\n') !== metrics.lastIndexOf('\n')) {
    throw new PlanishError(
      'format',
      `${fileOf(path, 'metrics')} holds several epochs, but ${fileOf(path, 'checkpoint')} is missing`,
      beginAnew,
    )
  }
  const metricsBytes = checkpoint?.metricsBytes ?? 0
  if (metrics.length > metricsBytes) await truncate(fileOf(path, 'metrics'), metricsBytes)
  return { path, config, checkpoint, metricsBytes, finished: false }
}
