import type { BackendName } from '@planish/backend'
import { planishEntry, type Setting } from '../entries.ts'
import type { Kind } from '../rules.ts'
import { runOnce } from '../runOnce.ts'
import { type Column, textTable } from '../table.ts'
import type { Profile, Share } from './profile.ts'

/** Where the time of a rule's step goes, as `--json` prints it. */
export interface ProfileResult extends Profile {
  readonly model: string
  readonly backend: string
  readonly rule: Kind
}

/** Profiles a rule in a process of its own. */
export async function measureProfile(
  setting: Setting,
  backend: BackendName,
  rule: Kind,
): Promise<ProfileResult> {
  let found: Profile | undefined
  await runOnce(planishEntry(setting, backend, { kinds: [rule] }, './profile.js'), message => {
    found = message as Profile
  })
  if (found === undefined) throw new Error(`${backend} said nothing`)
  return { model: setting.workload.name, backend, rule, ...found }
}

/** What some calls have in common, and what they take. */
export interface Line {
  readonly operation: string
  readonly shapes: string
  readonly calls: number
  readonly milliseconds: number
  /** Of the step. */
  readonly share: number
  readonly multiplyAdds: number
  readonly bytes: number
}

/** What is computed between the operations. */
export const outside = 'JavaScript between them'

const lineOf = (share: Share, listened: number): Line => ({ ...share, share: share.milliseconds / listened })

/** All calls of the same name added up, most time first, and the rest of the step. */
export function byOperation({ shares, listened }: Profile): Line[] {
  const sums = new Map<string, Share>()
  for (const share of shares) {
    const before = sums.get(share.operation)
    sums.set(share.operation, {
      operation: share.operation,
      shapes: '',
      calls: share.calls + (before?.calls ?? 0),
      milliseconds: share.milliseconds + (before?.milliseconds ?? 0),
      multiplyAdds: share.multiplyAdds + (before?.multiplyAdds ?? 0),
      bytes: share.bytes + (before?.bytes ?? 0),
    })
  }
  const lines = [...sums.values()].map(share => lineOf(share, listened))
  const heard = lines.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const rest = { operation: outside, shapes: '', calls: 0, milliseconds: listened - heard }
  return [
    ...lines.toSorted((a, b) => b.milliseconds - a.milliseconds),
    { ...rest, share: rest.milliseconds / listened, multiplyAdds: 0, bytes: 0 },
  ]
}

const columns: readonly Column<Line>[] = [
  { title: 'operation', text: ({ operation }) => operation, left: true },
  { title: 'calls', text: ({ calls }) => (calls === 0 ? '' : calls.toFixed(calls % 1 === 0 ? 0 : 1)) },
  { title: 'ms', text: ({ milliseconds }) => milliseconds.toFixed(2) },
  { title: 'share', text: ({ share }) => `${(share * 100).toFixed(1)} %` },
  {
    title: 'G multiply-adds/s',
    text: ({ multiplyAdds, milliseconds }) =>
      multiplyAdds === 0 ? '' : (multiplyAdds / milliseconds / 1e6).toFixed(1),
  },
  {
    title: 'GB/s',
    text: ({ bytes, milliseconds }) => (bytes === 0 ? '' : (bytes / milliseconds / 1e6).toFixed(1)),
  },
  { title: 'shapes', text: ({ shapes }) => shapes, left: true },
]

const slowest = 30

/** A profile as lines of text. */
export function profileTable(profile: ProfileResult): string[] {
  const { model, backend, rule, milliseconds, listened, steps, shares, tensorBytes } = profile
  return [
    `${model}, ${backend}, ${rule}: ${milliseconds.toFixed(2)} ms at best, ${listened.toFixed(2)} ms at best of ${steps} steps that were listened to; tensors ${(tensorBytes / 2 ** 20).toFixed(0)} MiB at most`,
    '',
    ...textTable(columns, byOperation(profile)),
    '',
    `the ${slowest} that take longest, by shape`,
    '',
    ...textTable(
      columns,
      shares.slice(0, slowest).map(share => lineOf(share, listened)),
    ),
  ]
}
