import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'
import type { Wheel } from './artifacts.ts'
import { lastLines, run, versionOf } from './run.ts'

/** How to call pip: a program and its first arguments. */
export type Pip = readonly [command: string, ...args: string[]]

const candidates: readonly Pip[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]

/** The first pip that runs, whichever Python 3 it belongs to. */
export async function findPip(): Promise<Pip | undefined> {
  for (const [command, ...args] of candidates) {
    if ((await versionOf(command, [...args, '--version'])) !== undefined) return [command, ...args]
  }
  return undefined
}

export interface PipDownload {
  readonly index?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onBytes: (done: number) => void
}

/**
 * Fetches one wheel with `pip download` into `folder`, for the platform in the wheel's name instead of the
 * Python that runs pip, with whatever index, proxy, certificates and credentials pip is configured to use.
 */
export async function pipDownload(
  pip: Pip,
  wheel: Wheel,
  folder: string,
  { index, signal, onBytes }: PipDownload,
): Promise<void> {
  const [command, ...first] = pip
  // pip writes into its temporary folder first: in a folder of ours it can be watched, and the disk is the right one.
  await removeLeftovers(folder)
  const temporary = await mkdtemp(join(folder, 'pip-'))
  const watch = setInterval(() => void bytesBelow(temporary).then(onBytes), 250)
  try {
    const finished = await run(
      command,
      [
        ...first,
        'download',
        ...selection(wheel),
        ...(index ? ['--index-url', index] : []),
        '--dest',
        temporary,
      ],
      { env: { ...process.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1' }, signal },
    )
    if (finished.status !== 0) throw pipFailed(wheel, lastLines(finished))
    await rename(join(temporary, wheel.file), join(folder, wheel.file)).catch((cause: unknown) => {
      throw new PlanishError('io', `pip downloaded another file than ${wheel.file}`, undefined, { cause })
    })
  } finally {
    clearInterval(watch)
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Of a run that was killed; its pip may still be at work, so that the folder's name is not used again. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('pip-')) await rm(join(folder, name), { recursive: true, force: true })
  }
}

function selection({ project, version, file }: Wheel): string[] {
  const platforms =
    file
      .replace(/\.whl$/, '')
      .split('-')
      .at(-1)
      ?.split('.') ?? []
  return [
    '--no-deps',
    '--only-binary=:all:',
    '--progress-bar=off',
    '--no-input',
    ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none'],
    ...platforms.flatMap(platform => ['--platform', platform]),
    `${project}==${version}`,
  ]
}

function pipFailed({ project, version }: Wheel, output: string): PlanishError {
  if (/No space left|Errno 28/i.test(output)) {
    return new PlanishError(
      'io',
      `the disk was full while pip downloaded ${project} ${version}`,
      'free some space, or set PLANISH_CACHE to a folder on a larger disk',
    )
  }
  // pip says the same of an index it can't reach and of one that lacks the file.
  return new PlanishError(
    'io',
    `pip could not download ${project} ${version}:\n${output}`,
    'check the network, and that pip reaches its package index (`pip config list`, HTTPS_PROXY) and finds this file there; --index or PIP_INDEX_URL chooses another index',
  )
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map(entry =>
      stat(join(folder, entry)).then(
        found => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  )
  return Math.max(0, ...sizes)
}
