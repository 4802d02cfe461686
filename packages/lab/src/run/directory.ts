import { appendFile, mkdir, readdir, readFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { orThrow, PlanishError } from '@planish/core'
import { type Checkpoint, decodeCheckpoint } from './checkpoint.ts'
import { decodeConfig } from './config.ts'
import { fileError, writeWhole } from './files.ts'
import type { EpochMetrics, ExperimentConfig, RunRecord, RunResult } from './record.ts'

/**
 * A run on disk: `config.json`, `metrics.jsonl` (a line an epoch), `checkpoint.safetensors`, `result.json`,
 * `report.html`. Whatever moment a run is killed at, what stands here is consistent up to the last checkpoint.
 */
export interface RunDirectory {
  readonly path: string
  readonly config: ExperimentConfig
  /** Where the run stands, or undefined before its first checkpoint. */
  readonly checkpoint: Checkpoint | undefined
  /** Bytes of `metrics.jsonl` that belong to what is done. */
  readonly metricsBytes: number
}

const names = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  checkpoint: 'checkpoint.safetensors',
  result: 'result.json',
  report: 'report.html',
} as const

/** Where a file of a run stands. */
export const fileOf = (path: string, name: keyof typeof names): string => join(path, names[name])

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

async function isTaken(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length > 0
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw fileError(path, thrown)
  }
}

async function optionalFile(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fileError(path, thrown)
  }
}

/**
 * Makes the folder of a new run.
 *
 * @throws PlanishError `usage` if there is something in it already, `io` if it can't be written
 */
export async function createRun(path: string, config: ExperimentConfig): Promise<RunDirectory> {
  if (await isTaken(path)) {
    throw new PlanishError(
      'usage',
      `${path} exists and is not empty`,
      'go on with it by --resume, or choose another --out',
    )
  }
  try {
    await mkdir(path, { recursive: true })
  } catch (thrown) {
    throw fileError(path, thrown)
  }
  await writeWhole(fileOf(path, 'config'), json(config))
  return { path, config, checkpoint: undefined, metricsBytes: 0 }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new PlanishError('format', `${path} is not valid JSON: ${(thrown as Error).message}`)
  }
}

async function readConfig(path: string): Promise<ExperimentConfig> {
  const file = fileOf(path, 'config')
  const bytes = await optionalFile(file)
  if (bytes === undefined) {
    throw new PlanishError('usage', `${path} is not a run directory: it has no ${names.config}`)
  }
  return orThrow(decodeConfig(parseJson(file, bytes.toString())))
}

/**
 * Opens a run to go on with it; what was measured after the last checkpoint is cut off, to be measured again.
 *
 * @throws PlanishError `usage` if it is no run directory, `format` if a file in it is broken
 */
export async function openRun(path: string): Promise<RunDirectory> {
  const config = await readConfig(path)
  const file = fileOf(path, 'checkpoint')
  const bytes = await optionalFile(file)
  const checkpoint = bytes === undefined ? undefined : decodeCheckpoint(file, bytes)
  const metricsBytes = checkpoint?.metricsBytes ?? 0
  const metrics = fileOf(path, 'metrics')
  const present = await stat(metrics).then(
    ({ size }) => size,
    () => 0,
  )
  if (present < metricsBytes) {
    throw new PlanishError('format', `${metrics} is shorter than its checkpoint says; the run can't go on`)
  }
  if (present > metricsBytes) await truncate(metrics, metricsBytes)
  return { path, config, checkpoint, metricsBytes }
}

/** Adds a line to `metrics.jsonl`; resolves to the bytes it took. */
export async function appendMetrics(path: string, metrics: EpochMetrics): Promise<number> {
  const line = `${JSON.stringify(metrics)}\n`
  const file = fileOf(path, 'metrics')
  try {
    await appendFile(file, line, { flush: true })
  } catch (thrown) {
    throw fileError(file, thrown)
  }
  return Buffer.byteLength(line)
}

/** All lines of `metrics.jsonl`. */
export async function readMetrics(path: string): Promise<EpochMetrics[]> {
  const file = fileOf(path, 'metrics')
  const text = (await optionalFile(file))?.toString() ?? ''
  return text
    .split('\n')
    .filter(line => line !== '')
    .map((line, index) => parseJson(`${file}, line ${index + 1},`, line) as EpochMetrics)
}

/** Writes `result.json`. */
export const writeResult = (path: string, result: RunResult): Promise<void> =>
  writeWhole(fileOf(path, 'result'), json(result))

/**
 * A finished run.
 *
 * @throws PlanishError `usage` if it is no run directory or not finished
 */
export async function readRun(path: string): Promise<RunRecord> {
  const config = await readConfig(path)
  const file = fileOf(path, 'result')
  const bytes = await optionalFile(file)
  if (bytes === undefined) {
    throw new PlanishError('usage', `the run in ${path} is not finished`, `planish train --resume ${path}`)
  }
  return { config, metrics: await readMetrics(path), result: parseJson(file, bytes.toString()) as RunResult }
}
