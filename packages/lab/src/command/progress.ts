import { SingleBar } from 'cli-progress'
import type { RunEvent } from '../run/runExperiment.ts'

const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`)

/** `4 min 05 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60]
  if (minutes === 0) return `${rest} s`
  if (minutes < 60) return `${minutes} min ${String(rest).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** Estimates the time left from how fast the run has been since it (or its resumption) began. */
function estimator(): (done: number) => string {
  const began = performance.now()
  let first: number | undefined
  return done => {
    first ??= done
    const progressed = done - first
    if (progressed <= 0) return '…'
    return duration((((performance.now() - began) / 1000) * (1 - done)) / progressed)
  }
}

const epochLine = (event: RunEvent & { type: 'epoch' }, left: string): string => {
  const { label, metrics } = event
  const { seed, epoch, test, cleanTrain, noisyTrain } = metrics
  return `${label}, seed ${seed}, epoch ${epoch}: test ${percent(test)}, clean train ${percent(cleanTrain)}, noisy train ${percent(noisyTrain)}; ${left} left`
}

/** Shows a run's progress on standard error: a bar on a terminal, a line for each epoch elsewhere. */
export interface Progress {
  readonly onEvent: (event: RunEvent) => void
  readonly stop: () => void
}

const resolution = 10_000

function barProgress(): Progress {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {label}  epoch {epoch}/{epochs}  {left} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
  })
  const left = estimator()
  let stopped = false
  return {
    onEvent: event => {
      if (event.type !== 'progress' || stopped) return
      const { label, epoch, epochs, done } = event
      const shown = { label, epoch: Math.min(epoch + 1, epochs), epochs, left: left(done) }
      if (bar.isActive) bar.update(Math.round(done * resolution), shown)
      else bar.start(resolution, Math.round(done * resolution), shown)
    },
    stop: () => {
      stopped = true
      if (bar.isActive) bar.stop()
    },
  }
}

function lineProgress(): Progress {
  const left = estimator()
  return {
    onEvent: event => {
      if (event.type === 'progress') left(event.done)
      if (event.type === 'epoch') process.stderr.write(`${epochLine(event, left(event.done))}\n`)
    },
    stop: () => {},
  }
}

/** A bar on a terminal, plain lines elsewhere. */
export const progress = (): Progress => (process.stderr.isTTY ? barProgress() : lineProgress())
