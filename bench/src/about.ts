import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

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
  bytes: totalmem(),
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
  /** Of the last five minutes: what the measurement itself and all else asked for. */
  load: loadavg()[1] ?? 0,
})

/** As someone else would type it. */
const commandLine = (script: string, args: readonly string[]): string => {
  const shown = args.filter(arg => arg !== '--json')
  return shown.length === 0 ? script : `${script} -- ${shown.join(' ')}`
}

/** Where and when numbers were measured, and by which command. */
export const about = (script: string, args: readonly string[]) => ({
  command: commandLine(script, args),
  machine: machine(),
  commit: commit(),
  date: new Date().toISOString(),
})
