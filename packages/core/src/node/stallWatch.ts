/** A signal that is given when `heard` has not been called for so many milliseconds, or the other signal was given. */
export interface StallWatch {
  readonly signal: AbortSignal
  readonly heard: () => void
  readonly stop: () => void
}

/** Begins to watch. */
export function stallWatch(after: number, interrupt: AbortSignal | undefined): StallWatch {
  const controller = new AbortController()
  const stalled = () => controller.abort(new Error(`nothing came for ${after / 1000} s`))
  const interrupted = () => controller.abort(interrupt?.reason)
  if (interrupt?.aborted) interrupted()
  interrupt?.addEventListener('abort', interrupted, { once: true })
  let timer = setTimeout(stalled, after)
  return {
    signal: controller.signal,
    heard: () => {
      clearTimeout(timer)
      timer = setTimeout(stalled, after)
    },
    stop: () => {
      clearTimeout(timer)
      interrupt?.removeEventListener('abort', interrupted)
    },
  }
}
