import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { orThrow, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { beginAnew, type Checkpoint } from './checkpoint.ts'
import { decodeConfig } from './config.ts'
import { decodeMetrics, decodeResult } from './decodeRecord.ts'
import { fileError, writeWhole } from './files.ts'
import { parseJson } from './parseJson.ts'
import type { EpochMetrics, ExperimentConfig, RunRecord, RunResult } from './record.ts'
import { resumeCommand } from './resumeCommand.ts'

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
  /** Whether it has its `result.json`. */
  readonly finished: boolean
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

/** Whether anything stands there, but for half a file of a run that was killed as it began. */
async function isTaken(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).some(name => name !== `${names.config}.part`)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw fileError(path, thrown)
  }
}

/** A file's bytes, undefined where there is none. */
export async function optionalFile(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fileError(path, thrown)
  }
}

/**
 * Makes sure that a new run can be made here.
 *
 * @throws PlanishError `usage` if there is something in the folder already, `io` if it can't be looked at
 */
export async function requireVacant(path: string): Promise<void> {
  if (await isTaken(path)) {
    throw new PlanishError(
      'usage',
      `${path} exists and is not empty`,
      `to go on with the run in it: ${resumeCommand(path)}; else choose another --out`,
    )
  }
}

/** Makes a folder and those above it. (Node's own `recursive` never ends where a parent refuses with ENOENT: /proc.) */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT') throw thrown
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

/**
 * Makes the folder of a new run.
 *
 * @throws PlanishError as {@link requireVacant}, `io` if it can't be written
 */
export async function createRun(path: string, config: ExperimentConfig): Promise<RunDirectory> {
  await requireVacant(path)
  try {
    await makeFolder(path)
  } catch (thrown) {
    throw fileError(path, thrown)
  }
  await writeWhole(fileOf(path, 'config'), json(config))
  return { path, config, checkpoint: undefined, metricsBytes: 0, finished: false }
}

/**
 * The configuration of a run.
 *
 * @throws PlanishError `usage` if the folder is no run directory, `format` if `config.json` is broken
 */
export async function readConfig(path: string): Promise<ExperimentConfig> {
  const file = fileOf(path, 'config')
  const bytes = await optionalFile(file)
  if (bytes === undefined) {
    throw new PlanishError(
      'usage',
      `${path} is not a run directory: it has no ${names.config}`,
      'name a folder that planish train has made',
    )
  }
  const config = pipe(
    parseJson(file, bytes.toString()),
    E.flatMap(decodeConfig()),
    E.mapLeft(({ code, message, hint }) =>
      code === 'format'
        ? new PlanishError(code, message, beginAnew)
        : new PlanishError('format', `${file}: ${message}`, hint),
    ),
  )
  return orThrow(config)
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

/** The bytes of `metrics.jsonl`, none before the first epoch. */
export const readMetricsBytes = async (path: string): Promise<Buffer> =>
  (await optionalFile(fileOf(path, 'metrics'))) ?? Buffer.alloc(0)

/** Reads lines of `metrics.jsonl`. */
export const metricsOf = (path: string, bytes: Buffer): EpochMetrics[] =>
  bytes
    .toString()
    .split('\n')
    .filter(line => line !== '')
    .map((line, index) => orThrow(decodeMetrics(`${fileOf(path, 'metrics')}, line ${index + 1}`, line)))

/** All that `metrics.jsonl` holds. */
export const readMetrics = async (path: string): Promise<EpochMetrics[]> =>
  metricsOf(path, await readMetricsBytes(path))

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
    throw new PlanishError('usage', `the run in ${path} is not finished`, resumeCommand(path))
  }
  return { config, metrics: await readMetrics(path), result: orThrow(decodeResult(file, bytes.toString())) }
}
