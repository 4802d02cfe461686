/**
 * A signal that the user raises with Ctrl-C (or a supervisor with SIGTERM); a second time ends the process at once.
 *
 * @param clear takes down what is shown of the progress, so that a message can stand below it
 */
export function interruption(clear: () => void): {
  readonly signal: AbortSignal
  readonly release: () => void
} {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130)
    clear()
    process.stderr.write('stopping at the next step; once more to stop at once\n')
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
