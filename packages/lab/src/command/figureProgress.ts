import { SingleBar } from 'cli-progress'
import type { StudyProgress } from '../reproduce/study/runStudy.ts'
import { duration } from './progress.ts'

/** Shows how far a figure is on standard error: a bar on a terminal, a line for each training elsewhere. */
export interface FigureProgress {
  readonly onProgress: (progress: StudyProgress) => void
  readonly onTraining: (share: number) => void
  readonly stop: () => void
}

/** Estimates what is left from what was done since this process began, by itself and by those that help. */
function estimator(): (progress: StudyProgress) => string {
  const began = performance.now()
  let found = 0
  return ({ done, of, seconds }) => {
    const elapsed = (performance.now() - began) / 1000
    // What stood done already passes in no time and says nothing of what is left.
    if (seconds === undefined && elapsed < 1) found = done
    return done === found ? '…' : duration((elapsed * (of - done)) / (done - found))
  }
}

const resolution = 1000

function barProgress(figure: string): FigureProgress {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {figure}: {what}  {left} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
  })
  const left = estimator()
  const shown = { figure, what: 'begins', left: '…' }
  let at = { done: 0, of: 1 }
  let stopped = false
  bar.start(resolution, 0, shown)
  const draw = (share: number): void => {
    if (!stopped) bar.update(Math.round((resolution * (at.done + share)) / at.of), shown)
  }
  return {
    onProgress: progress => {
      at = progress
      Object.assign(shown, { what: progress.what, left: left(progress) })
      draw(0)
    },
    onTraining: share => draw(Math.min(share, 0.99)),
    stop: () => {
      stopped = true
      bar.stop()
    },
  }
}

function lineProgress(figure: string): FigureProgress {
  const left = estimator()
  return {
    onProgress: progress => {
      const { what, done, of, seconds } = progress
      const took = seconds === undefined ? 'done already or elsewhere' : duration(seconds)
      process.stderr.write(`${figure} [${done}/${of}] ${what}: ${took}; ${left(progress)} left\n`)
    },
    onTraining: () => {},
    stop: () => {},
  }
}

/** A bar on a terminal, plain lines elsewhere. */
export const figureProgress = (figure: string): FigureProgress =>
  process.stderr.isTTY ? barProgress(figure) : lineProgress(figure)
