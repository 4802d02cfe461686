import type { FileProgress } from '@planish/datasets/node'
import { SingleBar } from 'cli-progress'

/** A size in bytes as people read it: `170 MB`, `5.1 MB`, `29 kB`. */
export function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  return bytes < 9.95e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1e6)} MB`
}

/** Shows how downloads go, on standard error. */
export interface DownloadProgress {
  readonly onProgress: (progress: FileProgress) => void
  readonly stop: () => void
}

/** Sums over files, since several may come at once. */
function sum(files: ReadonlyMap<string, FileProgress>): { done: number; total: number; names: string } {
  const coming = [...files.values()].filter(({ stage }) => stage === 'download')
  const all = [...files.values()]
  return {
    done: all.reduce((sum, { done }) => sum + done, 0),
    total: all.reduce((sum, { done, total = done }) => sum + total, 0),
    names: coming.map(({ file }) => file).join(', '),
  }
}

function barProgress(): DownloadProgress {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {done} of {all}  {names}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
  })
  const files = new Map<string, FileProgress>()
  return {
    onProgress: progress => {
      files.set(progress.file, progress)
      if (progress.stage === 'cached' && !bar.isActive) return
      const { done, total, names } = sum(files)
      const shown = { done: megabytes(done), all: megabytes(total), names }
      if (!bar.isActive) bar.start(Math.max(1, total), done, shown)
      bar.setTotal(Math.max(1, total))
      bar.update(done, shown)
    },
    stop: () => {
      if (bar.isActive) bar.stop()
    },
  }
}

/** Tenths of a file of which a line each tells. */
const tenth = ({ done, total }: FileProgress): number =>
  total === undefined || total === 0 ? 0 : Math.floor((10 * done) / total)

function line(progress: FileProgress): string | undefined {
  const { file, stage, done, total } = progress
  if (stage === 'waiting') return `${file}: another process is fetching it`
  if (stage === 'verified') return `${file}: ${megabytes(done)}, verified`
  if (stage === 'cached') return undefined
  return `${file}: ${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`}`
}

function lineProgress(): DownloadProgress {
  const told = new Map<string, string>()
  return {
    onProgress: progress => {
      const text = line(progress)
      const state = `${progress.stage} ${tenth(progress)}`
      if (text === undefined || told.get(progress.file) === state) return
      told.set(progress.file, state)
      process.stderr.write(`${text}\n`)
    },
    stop: () => {},
  }
}

/** A bar on a terminal, plain lines elsewhere: one for each tenth of a file. */
export const downloadProgress = (): DownloadProgress =>
  process.stderr.isTTY ? barProgress() : lineProgress()
