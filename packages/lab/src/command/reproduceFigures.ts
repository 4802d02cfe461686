import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type BackendName, useBackend } from '@planish/backend'
import { orThrow, PlanishError } from '@planish/core'
import type { Figure } from '../reproduce/figure.ts'
import { figures } from '../reproduce/figures/figures.ts'
import { figureText } from '../reproduce/page/figureText.ts'
import { reproduceFigure } from '../reproduce/reproduceFigure.ts'
import { beginReproduction, type Reproduction, readReproduction } from '../reproduce/reproduction.ts'
import type { FigureResult, Size } from '../reproduce/result.ts'
import type { Study } from '../reproduce/study/study.ts'
import { optionalFile } from '../run/directory.ts'
import { writeWhole } from '../run/files.ts'
import { shellWord } from '../run/shellWord.ts'
import { versions } from '../run/versions.ts'
import { decodeData } from '../spec/data.ts'
import { figureProgress } from './figureProgress.ts'
import { interruption } from './interrupt.ts'
import { print, printJson } from './print.ts'

/** The flags that making figures takes, as commander hands them on. */
export interface FigureFlags {
  readonly all?: boolean
  readonly quick?: boolean
  readonly paper?: boolean
  readonly data?: string
  readonly seeds?: number
  readonly backend?: BackendName | 'auto'
  readonly jobs?: number
  readonly out?: string
  readonly resume?: string
  readonly json?: boolean
  /** Works for a process that makes the figures: shares its trainings and writes no page. */
  readonly share?: boolean
}

const byName = (name: string): Figure => {
  const found = figures.find(figure => figure.name === name)
  if (found !== undefined) return found
  throw new PlanishError('usage', `there is no figure "${name}"`, 'planish reproduce --list names them')
}

const sizeOf = ({ quick, paper }: FigureFlags): Size => {
  if (quick === true && paper === true) {
    throw new PlanishError('usage', '--quick and --paper can’t both be given', 'leave one of them out')
  }
  return quick === true ? 'quick' : paper === true ? 'paper' : 'default'
}

const sizeFlag: { readonly [size in Size]: string } = { quick: ' --quick', default: '', paper: ' --paper' }

/** What to type to make a figure again. */
const commandFor = (figure: string, { size, data, seeds, backend }: Reproduction): string =>
  [
    `npx planish reproduce ${figure}${sizeFlag[size]}`,
    ...(data === null ? [] : [`--data ${shellWord(data)}`]),
    ...(seeds === null ? [] : [`--seeds ${seeds}`]),
    `--backend ${backend}`,
  ].join(' ')

const altered =
  ({ data, seeds }: Reproduction) =>
  (study: Study): Study => ({
    ...study,
    setting: { ...study.setting, ...(data !== null && { data }) },
    ...(seeds !== null && { seeds }),
  })

/** A folder of figures, and those of them that are to be made now. */
interface Begun {
  readonly folder: string
  readonly reproduction: Reproduction
  readonly names: readonly string[]
}

/** Begins what the flags ask for, or takes up what stands in the folder. */
async function folderOf(name: string | undefined, flags: FigureFlags): Promise<Begun> {
  const { resume } = flags
  if (resume !== undefined) {
    const reproduction = await readReproduction(resume)
    if (reproduction !== undefined) return { folder: resume, reproduction, names: reproduction.figures }
    throw new PlanishError(
      'usage',
      `${resume} holds no figures that were begun`,
      'leave out --resume to begin',
    )
  }
  const { data, seeds, backend = 'auto' } = flags
  if (data !== undefined) orThrow(decodeData(data))
  if (seeds !== undefined && (!Number.isInteger(seeds) || seeds < 2)) {
    throw new PlanishError(
      'usage',
      `--seeds must be a whole number from 2, not ${seeds}`,
      'an interval needs two',
    )
  }
  const size = sizeOf(flags)
  const asked = flags.all === true ? figures : [byName(name as string)]
  const folder = flags.out ?? `runs/reproduction-${size}`
  const reproduction = await beginReproduction(folder, {
    version: 1,
    size,
    backend: orThrow(await useBackend(backend)()).name,
    data: data ?? null,
    seeds: seeds ?? null,
    figures: asked.map(figure => figure.name),
  })
  return { folder, reproduction, names: asked.map(figure => figure.name) }
}

/** Starts processes that share the trainings; each leaves by itself when nothing is left. */
async function helpers(count: number, folder: string, signal: AbortSignal): Promise<void> {
  const [program, ...first] = [process.execPath, ...process.execArgv, process.argv[1] ?? '']
  for (let index = 1; index <= count; index++) {
    const log = await open(join(folder, `helper-${index}.log`), 'a')
    // Not of this process's group: a Ctrl-C is this process's alone, which passes it on once.
    const child = spawn(program, [...first, 'reproduce', '--resume', folder, '--share'], {
      stdio: ['ignore', 'ignore', log.fd],
      detached: true,
    })
    await log.close()
    signal.addEventListener('abort', () => child.kill('SIGINT'))
    process.once('exit', () => child.kill('SIGKILL'))
    child.unref()
  }
}

/** What stands in a folder of its figures, in the order of the story. */
async function madeIn(folder: string, { figures: names }: Reproduction): Promise<readonly FigureResult[]> {
  const asked = figures.filter(({ name }) => names.includes(name))
  const files = await Promise.all(asked.map(({ name }) => optionalFile(join(folder, `${name}.json`))))
  // Written by this command, whole or not at all; another version of it may have written another shape.
  const made = files.flatMap(bytes =>
    bytes === undefined ? [] : [JSON.parse(bytes.toString()) as FigureResult],
  )
  return made.filter(({ version }) => version === 1)
}

/** Leaves a figure's page and JSON, and what puts it among the others. */
async function writePages(folder: string, reproduction: Reproduction, result: FigureResult): Promise<void> {
  // Only here, so that other commands do not wait for the plotting library.
  const [{ figureHtml }, { reproductionHtml }, { reproductionMarkdown }] = await Promise.all([
    import('../reproduce/page/figureHtml.ts'),
    import('../reproduce/page/reproductionHtml.ts'),
    import('../reproduce/page/reproductionMarkdown.ts'),
  ])
  await writeWhole(join(folder, `${result.figure}.json`), `${JSON.stringify(result, null, 1)}\n`)
  await writeWhole(join(folder, `${result.figure}.html`), figureHtml(result))
  const made = await madeIn(folder, reproduction)
  await writeWhole(join(folder, 'index.html'), reproductionHtml(made))
  await writeWhole(
    join(folder, 'README.md'),
    `# The paper’s claims, and what came out\n\n${reproductionMarkdown(made)}`,
  )
}

/** Makes figures, each from wherever its trainings stand, and leaves a page and a JSON file of each. */
export async function reproduceFigures(name: string | undefined, flags: FigureFlags): Promise<void> {
  // One thread each: as many processes as cores are faster than threads, and figures don't depend on their number.
  process.env.TF_NUM_INTRAOP_THREADS ??= '1'
  const { jobs = availableParallelism(), share = false } = flags
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new PlanishError('usage', `--jobs must be a whole number from 1, not ${jobs}`)
  }
  const { folder, reproduction, names } = await folderOf(name, flags)
  const backend = orThrow(await useBackend(reproduction.backend)())
  let clear = (): void => {}
  const interrupted = interruption(() => clear())
  if (!share) {
    process.stderr.write(`writing to ${folder}, on ${backend.name} (${backend.device})\n`)
    await helpers(jobs - 1, folder, interrupted.signal)
  }
  const results: FigureResult[] = []
  try {
    for (const name of names) {
      const shown = figureProgress(name)
      clear = shown.stop
      const result = await reproduceFigure(byName(name), {
        size: reproduction.size,
        root: folder,
        backend,
        versions: versions(),
        signal: interrupted.signal,
        command: commandFor(name, reproduction),
        altered: altered(reproduction),
        ...(!share && { onProgress: shown.onProgress, onTraining: shown.onTraining }),
      })
      shown.stop()
      if (share) continue
      results.push(result)
      await writePages(folder, reproduction, result)
      if (flags.json !== true) print(`${figureText(result)}\n\npage: ${join(folder, `${name}.html`)}\n`)
    }
  } catch (thrown) {
    if (!(thrown instanceof PlanishError) || thrown.code !== 'interrupted') throw thrown
    const { code, message } = thrown
    throw new PlanishError(code, message, `to go on: npx planish reproduce --resume ${shellWord(folder)}`)
  } finally {
    clear()
    interrupted.release()
  }
  if (flags.json === true) printJson({ version: 1, figures: results })
}

/** The figures there are, for people. */
export const listFigures = (json: boolean): void => {
  const listed = figures.map(({ name, title, hypothesis }) => ({ name, title, hypothesis }))
  if (json) printJson(listed)
  else print(listed.map(({ name, title, hypothesis }) => `${name}\n    ${title}. ${hypothesis}`).join('\n\n'))
}
