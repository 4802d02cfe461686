import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackendName } from '@planish/backend'
import { useBackend } from '@planish/backend'
import { orThrow, PlanishError, toPlanishError } from '@planish/core'
import { about } from './about.ts'
import type { Contestant, Entry } from './contestant.ts'
import { groupsOf, type Setting, start } from './entries.ts'
import { type MemoryRow, measureMemory, memoryColumns } from './memory/measureMemory.ts'
import { help, type Options, parseOptions } from './options.ts'
import { measureProfile, type ProfileResult, profileTable } from './profile/measureProfile.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { measure, median, type Series } from './rounds.ts'
import { type Kind, rho } from './rules.ts'
import { type Row, table, textTable } from './table.ts'
import { writeNumbers } from './workload/numbers.ts'
import type { Workload } from './workload/workload.ts'

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

/** Notes that something could not be measured, once for each name. */
function note(missing: Missing[], backend: string, thrown: unknown): void {
  if (missing.some(other => other.backend === backend)) return
  const { message, hint } = toPlanishError('backend')(thrown)
  missing.push({ backend, why: message, fix: hint ?? null })
  say(`${backend} is missing: ${message}${hint === undefined ? '' : `\n  → ${hint}`}`)
}

/** Starts what works of a group; the rest is noted. */
async function startAll(
  entries: readonly Entry[],
  limitSeconds: number,
  missing: Missing[],
): Promise<Contestant[]> {
  const started: Contestant[] = []
  for (const entry of entries) {
    try {
      started.push(await start(entry, limitSeconds))
    } catch (thrown) {
      note(missing, entry.name, thrown)
    }
  }
  return started
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

const isPeer = (name: string): boolean => ['PyTorch', 'JAX'].includes(name) || name.startsWith('jax-js')

function rowsOf(series: readonly Series[], { workload, options }: Setting): Row[] {
  const ours = series[0]?.contestant
  return series.map(({ contestant, rule, times, ratios, path, failed, ...more }) => {
    const milliseconds = orNull(median(times))
    const same = series.find(other => other.contestant === ours && other.rule.kind === rule.kind)
    return {
      model: workload.name,
      batchSize: workload.batchSize,
      backend: contestant.name,
      rule: rule.name,
      milliseconds,
      ratio: orNull(median(ratios)),
      ratioOfFastest: orNull(more.ratioOfFastest),
      limit: options.step === 'direction' ? rule.limit : null,
      min: orNull(Math.min(...times)),
      processor: orNull(more.processor),
      ratioOfProcessor: orNull(more.ratioOfProcessor),
      repetitions: times.length,
      againstPlanish:
        isPeer(contestant.name) && same !== undefined && milliseconds !== null
          ? orNull(milliseconds / median(same.times))
          : null,
      path,
      failed,
      device: contestant.device,
      version: contestant.version,
      software: contestant.software,
    }
  })
}

async function measureModel(setting: Setting, missing: Missing[]): Promise<Row[]> {
  const { repetitions, limitSeconds } = setting.options
  const rows: Row[] = []
  const norms = new Map<Kind, number>()
  for (const entries of groupsOf(setting)) {
    const contestants = await startAll(entries, limitSeconds, missing)
    if (contestants.length === 0) continue
    const label = `${setting.workload.name} on ${contestants.map(({ name }) => name).join(', ')}`
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

/** What is measured of a model: only one of the lists has entries. */
interface Found {
  readonly rows: Row[]
  readonly memory: MemoryRow[]
  readonly profiles: ProfileResult[]
}

const nothing = (): Found => ({ rows: [], memory: [], profiles: [] })

/** Runs something on every backend; what fails is noted. */
async function onBackends<T>(
  backends: readonly BackendName[],
  missing: Missing[],
  run: (backend: BackendName) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (const backend of backends) {
    try {
      all.push(...(await run(backend)))
    } catch (thrown) {
      note(missing, backend, thrown)
    }
  }
  return all
}

async function find(setting: Setting, missing: Missing[]): Promise<Found> {
  const { memory, profile, backends, kinds } = setting.options
  if (memory) {
    const run = (backend: BackendName) => {
      say(`memory of ${setting.workload.name} on ${backend}`)
      return measureMemory(setting, backend)
    }
    return { ...nothing(), memory: await onBackends(backends, missing, run) }
  }
  if (profile) {
    const run = async (backend: BackendName) => {
      const found: ProfileResult[] = []
      for (const kind of kinds) found.push(await measureProfile(setting, backend, kind))
      return found
    }
    return { ...nothing(), profiles: await onBackends(backends, missing, run) }
  }
  return { ...nothing(), rows: await measureModel(setting, missing) }
}

function print(
  { rows, memory, profiles }: Found,
  { name, batchSize }: Workload,
  step: Options['step'],
): void {
  const what = step === 'full' ? 'optimizer step' : 'direction'
  const lines = [
    ...(rows.length > 0 ? [`${name}, batch ${batchSize}: one ${what}`, '', ...table(rows)] : []),
    ...(memory.length > 0
      ? [`${name}, batch ${batchSize}: peak memory of a process`, '', ...textTable(memoryColumns, memory)]
      : []),
    ...profiles.flatMap(profileTable),
  ]
  if (lines.length > 0) console.log(['', ...lines].join('\n'))
}

/** The command as someone else would type it: this machine's Python is left out. */
function commandAbout({ peers, python }: Options, args: readonly string[]) {
  const shown = args.filter(arg => arg !== '--peers' && arg !== '--python' && arg !== python)
  return about(peers ? 'npm run bench:peers' : 'npm run bench', shown)
}

/** Large networks take minutes where they are not named. */
const tooSlow = (backend: BackendName, { architecture }: Workload): boolean =>
  backend !== 'native' && (architecture === 'resnet18' || architecture === 'vit')

async function run(options: Options, args: readonly string[]): Promise<void> {
  const needsPython = options.peers && options.backends.includes('native')
  const python = needsPython ? (options.python ?? (await pythonEnvironment(say))) : undefined
  const folder = await mkdtemp(join(tmpdir(), 'planish-bench-'))
  orThrow(await useBackend('cpu')()) // draws the numbers
  const all = nothing()
  const missing: Missing[] = []
  const measureOne = async (workload: Workload): Promise<void> => {
    const numbers = join(folder, workload.name)
    await writeNumbers(numbers, workload)
    const backends = options.backends.filter(name => options.modelsNamed || !tooSlow(name, workload))
    const found = await find({ options: { ...options, backends }, workload, numbers, python }, missing)
    await rm(numbers, { recursive: true })
    all.rows.push(...found.rows)
    all.memory.push(...found.memory)
    all.profiles.push(...found.profiles)
    if (!options.json) print(found, workload, options.step)
  }
  try {
    for (const workload of options.workloads) await measureOne(workload)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  if (options.json) {
    const { step, threads } = options
    const how = { step, rho, threads, ...commandAbout(options, args) }
    console.log(JSON.stringify({ ...all, missing, ...how }, null, 2))
  }
  complain(options, all, missing)
}

/** Fails the run for what was asked for by name, and for a rule of ours that failed. */
function complain({ named }: Options, { rows, memory, profiles }: Found, missing: readonly Missing[]): void {
  const [first] = missing
  if (first !== undefined && (named || rows.length + memory.length + profiles.length === 0)) {
    throw new PlanishError(
      'backend',
      `${first.backend} could not be measured: ${first.why}`,
      first.fix ?? undefined,
    )
  }
  const failed = rows.find(row => row.failed !== null && !isPeer(row.backend))
  if (failed !== undefined) {
    throw new PlanishError(
      'backend',
      `${failed.model} by ${failed.rule} on ${failed.backend}: ${failed.failed}`,
    )
  }
}

try {
  const args = process.argv.slice(2)
  const options = orThrow(parseOptions(args))
  if (options.help) process.stdout.write(help)
  else await run(options, args)
} catch (thrown) {
  const { code, message, hint } = toPlanishError('io')(thrown)
  say(`bench: ${message}${hint === undefined ? '' : `\n  → ${hint}`}`)
  process.exitCode = code === 'usage' ? 2 : 1
}
