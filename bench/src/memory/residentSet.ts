import { readFileSync, writeFileSync } from 'node:fs'

/** The memory of this process that lies in RAM. */
interface ResidentSet {
  /** Bytes at this moment. */
  readonly now: () => number
  /** The most bytes since {@link forget}, or since the process began where it can't be forgotten. */
  readonly peak: () => number
  /** Begins the peak anew, where the system can. */
  readonly forget: () => void
}

/** A line of Linux's account of this process, in bytes. */
function statusBytes(name: string): number {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))
  return Number(found?.[1]) * 1024
}

const linux: ResidentSet = {
  now: () => statusBytes('VmRSS'),
  peak: () => statusBytes('VmHWM'),
  // The kernel's documented way to reset VmHWM: proc(5), clear_refs.
  forget: () => writeFileSync('/proc/self/clear_refs', '5'),
}

const elsewhere: ResidentSet = {
  now: () => process.memoryUsage.rss(),
  peak: () => process.resourceUsage().maxRSS * 1024,
  forget: () => {},
}

export const residentSet: ResidentSet = process.platform === 'linux' ? linux : elsewhere
