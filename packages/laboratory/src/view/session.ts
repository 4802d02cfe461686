import type { RaceSpec } from '../spec/spec.ts'
import type { Prepared, Reply, Request } from '../worker/messages.ts'
import type { Seen } from './panels/panel.ts'

export type Phase = 'preparing' | 'running' | 'paused' | 'finished' | 'failed'

/** What a session calls when something happened. */
export interface SessionEvents {
  readonly onPrepared: (prepared: Prepared) => void
  readonly onSeen: (seen: Seen) => void
  readonly onPhase: (phase: Phase, trouble?: string) => void
}

/** One race in a worker of its own. */
export interface Session {
  readonly run: () => void
  readonly pause: () => void
  readonly step: () => void
  /** Ends the worker, and with it all memory that the race held. */
  readonly end: () => void
}

/** Starts a worker on a race; it prepares, looks once, and waits. */
export function startSession(spec: RaceSpec, events: SessionEvents): Session {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' })
  const ask = (request: Request): void => worker.postMessage(request)
  let seen: Seen = { measurements: [], pictures: [], diverged: [] }

  const hear = (reply: Reply): void => {
    if (reply.type === 'prepared') events.onPrepared(reply.prepared)
    else if (reply.type === 'looked') {
      seen = {
        measurements: [...seen.measurements, reply.measurement],
        pictures: reply.pictures,
        diverged: [...seen.diverged, ...reply.diverged],
      }
      events.onSeen(seen)
    } else if (reply.type === 'failed') {
      events.onPhase('failed', [reply.message, reply.hint].filter(Boolean).join(' – '))
    } else events.onPhase(reply.type)
  }
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => hear(data))
  worker.addEventListener('error', ({ message }) =>
    events.onPhase('failed', `the worker could not go on${message ? `: ${message}` : ''}`),
  )
  events.onPhase('preparing')
  ask({ type: 'prepare', spec })
  return {
    run: () => ask({ type: 'run' }),
    pause: () => ask({ type: 'pause' }),
    step: () => ask({ type: 'step' }),
    end: () => worker.terminate(),
  }
}
