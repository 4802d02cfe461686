import type { BackendName } from '@planish/backend'
import { planishEntry, type Setting } from '../entries.ts'
import type { Kind } from '../rules.ts'
import { runOnce } from '../runOnce.ts'
import type { Column } from '../table.ts'
import type { Peak } from './peak.ts'

/**
 * Peak memory of one rule's steps in a process of its own, as `--json` prints it: what the process holds in RAM at
 * most, less what it held with the backend started and parameters and batch in place.
 */
export interface MemoryRow {
  readonly model: string
  readonly batchSize: number
  readonly backend: string
  readonly rule: Kind
  readonly bytes: number
  /** To SGD's on the same backend. */
  readonly ratio: number
  /** RAM before the first step, which `bytes` leaves out. */
  readonly bytesBefore: number
  /** The live tensors' part, counted by tfjs: without what kernels and JavaScript take. */
  readonly tensorBytes: number
  readonly tensorRatio: number
  /** Steps run. */
  readonly steps: number
}

/**
 * glibc then gives pieces from 128 KiB back at once, so that what lies in RAM is what is in use, not what the allocator
 * keeps: without it, what loading leaves behind makes the difference between two runs.
 */
const giveBack: NodeJS.ProcessEnv = { MALLOC_MMAP_THRESHOLD_: '131072' }

async function peakOf(setting: Setting, backend: BackendName, kind: Kind): Promise<Peak> {
  const entry = planishEntry(setting, backend, { kinds: [kind] }, './peak.js', ['--expose-gc'])
  let found: Peak | undefined
  await runOnce({ ...entry, env: { ...entry.env, ...giveBack } }, message => {
    found = message as Peak
  })
  if (found === undefined) throw new Error(`${entry.name} said nothing`)
  return found
}

/** The rules' peak memory on one backend, each in a fresh process, SGD first. */
export async function measureMemory(setting: Setting, backend: BackendName): Promise<MemoryRow[]> {
  const { workload, options } = setting
  const rows: MemoryRow[] = []
  for (const kind of options.kinds) {
    const { before, peak, tensors, steps } = await peakOf(setting, backend, kind)
    const bytes = peak - before
    const sgd = rows[0] ?? { bytes, tensorBytes: tensors }
    rows.push({
      model: workload.name,
      batchSize: workload.batchSize,
      backend,
      rule: kind,
      bytes,
      ratio: bytes / sgd.bytes,
      bytesBefore: before,
      tensorBytes: tensors,
      tensorRatio: tensors / sgd.tensorBytes,
      steps,
    })
  }
  return rows
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)

export const memoryColumns: readonly Column<MemoryRow>[] = [
  { title: 'backend', text: ({ backend }) => backend, left: true },
  { title: 'rule', text: ({ rule }) => rule, left: true },
  { title: 'MiB', text: ({ bytes }) => mebibytes(bytes) },
  { title: 'to SGD', text: ({ ratio }) => `${ratio.toFixed(2)} ×` },
  { title: 'in tensors, MiB', text: ({ tensorBytes }) => mebibytes(tensorBytes) },
  { title: 'to SGD', text: ({ tensorRatio }) => `${tensorRatio.toFixed(2)} ×` },
  { title: 'before, MiB', text: ({ bytesBefore }) => mebibytes(bytesBefore) },
]
