import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow, PlanishError, toPlanishError } from '@planish/core'
import type { Contestant, Entry } from './contestant.ts'
import { groupsOf, type Setting, start } from './entries.ts'
import { limitOf } from './limit.ts'
import { help, type Options, parseOptions } from './options.ts'
import type { Kind } from './protocol.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { measure, median, type Series } from './rounds.ts'
import { type Row, table } from './table.ts'
import { batchSize, drawNumbers, modelName, rho, type Widths, writeNumbers } from './workload.ts'

/** What could not be measured. */
interface Missing {
  readonly backend: string
  readonly why: string
  readonly fix: string | null
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** One line that is written over on a terminal; elsewhere nothing but its first state. */
function progressOf(label: string): {
  readonly onRound: (round: number, rounds: number) => void
  readonly end: () => void
} {
  if (!process.stderr.isTTY) {
    say(label)
    return { onRound: () => {}, end: () => {} }
  }
  const show = (text: string): boolean => process.stderr.write(`\r\u001b[K${text}`)
  show(`${label}: warming up`)
  return { onRound: (round, rounds) => show(`${label}: round ${round} of ${rounds}`), end: () => show('') }
}

/** Starts what works of a group; the rest is noted. */
async function startAll(entries: readonly Entry[], missing: Missing[]): Promise<Contestant[]> {
  const started: Contestant[] = []
  for (const entry of entries) {
    try {
      started.push(await start(entry))
    } catch (thrown) {
      const { message, hint } = toPlanishError('backend')(thrown)
      if (missing.some(({ backend }) => backend === entry.name)) continue
      missing.push({ backend: entry.name, why: message, fix: hint ?? null })
      say(`${entry.name} is missing: ${message}${hint === undefined ? '' : `\n  → ${hint}`}`)
    }
  }
  return started
}

function rowsOf(series: readonly Series[], { widths, options }: Setting): Row[] {
  const ours = series[0]?.contestant
  return series.map(({ contestant, rule, kind, times, ratios }) => {
    const milliseconds = median(times)
    const same = series.find(other => other.contestant === ours && other.kind === kind)
    const peer = ['PyTorch', 'JAX'].includes(contestant.name) || contestant.name.startsWith('jax-js')
    return {
      model: modelName(widths),
      backend: contestant.name,
      rule,
      milliseconds,
      ratio: median(ratios),
      limit: options.step === 'direction' ? limitOf(kind, widths) : null,
      min: Math.min(...times),
      repetitions: times.length,
      againstPlanish: peer && same !== undefined ? milliseconds / median(same.times) : null,
      device: contestant.device,
      version: contestant.version,
      software: contestant.software,
    }
  })
}

async function measureModel(setting: Setting, missing: Missing[]): Promise<Row[]> {
  const { repetitions } = setting.options
  const rows: Row[] = []
  const norms = new Map<Kind, number>()
  for (const entries of groupsOf(setting)) {
    const contestants = await startAll(entries, missing)
    if (contestants.length === 0) continue
    const label = `${modelName(setting.widths)} on ${contestants.map(({ name }) => name).join(', ')}`
    const { onRound, end } = progressOf(label)
    try {
      rows.push(...rowsOf(await measure(contestants, { repetitions, onRound }, norms), setting))
    } finally {
      end()
      for (const contestant of contestants) contestant.stop()
    }
  }
  return rows
}

/** The commit that was measured, if git can tell. */
function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
}

const machine = () => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
})

async function run(options: Options): Promise<void> {
  const needsPython = options.peers && options.backends.includes('native')
  const python = needsPython ? (options.python ?? (await pythonEnvironment(say))) : undefined
  const folder = await mkdtemp(join(tmpdir(), 'planish-bench-'))
  const rows: Row[] = []
  const missing: Missing[] = []
  const measureOne = async (widths: Widths): Promise<void> => {
    const numbers = join(folder, `${modelName(widths)}.bin`)
    await writeNumbers(numbers, drawNumbers(widths))
    const found = await measureModel({ options, widths, numbers, python }, missing)
    rows.push(...found)
    if (!options.json && found.length > 0) {
      const what = options.step === 'full' ? 'optimizer step' : 'direction'
      console.log(`\nMLP ${modelName(widths)}, batch ${batchSize}: one ${what}\n`)
      for (const line of table(found)) console.log(line)
    }
  }
  try {
    for (const widths of options.models) await measureOne(widths)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  if (options.json) {
    const { step, threads } = options
    const about = {
      step,
      batchSize,
      rho,
      threads,
      machine: machine(),
      commit: commit(),
      date: new Date().toISOString(),
    }
    console.log(JSON.stringify({ rows, missing, ...about }, null, 2))
  }
  const [first] = missing
  if (first !== undefined && (options.named || rows.length === 0)) {
    throw new PlanishError(
      'backend',
      `${first.backend} could not be measured: ${first.why}`,
      first.fix ?? undefined,
    )
  }
}

try {
  const options = orThrow(parseOptions(process.argv.slice(2)))
  if (options.help) process.stdout.write(help)
  else await run(options)
} catch (thrown) {
  const { code, message, hint } = toPlanishError('io')(thrown)
  say(`bench: ${message}${hint === undefined ? '' : `\n  → ${hint}`}`)
  process.exitCode = code === 'usage' ? 2 : 1
}
