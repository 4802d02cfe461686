import type { Finding, Report } from './fuzz.ts'
import { sizeOf } from './fuzzCase.ts'

const sizeOfCase = ({ case: { operands } }: Finding): number =>
  operands.reduce((sum, { shape }) => sum + sizeOf(shape), 0)

/** The findings of one operation and kind: how many, and the smallest. */
function describeAlike(alike: readonly Finding[]): string {
  const smallest = alike.reduce((least, finding) =>
    sizeOfCase(finding) < sizeOfCase(least) ? finding : least,
  )
  const { kind, message, alone } = smallest
  const note = alone ? '' : ' (in this case; not by it alone)'
  return [
    `${smallest.case.operation} on ${smallest.backend}: ${kind}${note}, ${alike.length} ${alike.length === 1 ? 'case' : 'cases'}`,
    `  ${message}`,
    `  --backend ${smallest.backend} --case '${JSON.stringify(smallest.case)}'`,
  ].join('\n')
}

/** A report for people: a line of counts, then each kind of finding once. */
export function describeReport({ backend, device, version, cases, operations, findings }: Report): string {
  const counts = Object.values(operations)
  const refused = counts.reduce((sum, count) => sum + count.refused, 0)
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const name = `${finding.backend} ${finding.case.operation} ${finding.kind} ${finding.alone}`
    groups.set(name, [...(groups.get(name) ?? []), finding])
  }
  const headline = `${backend} (${device}, ${version}): ${cases} cases of ${counts.length} operations, ${refused} refused as documented, ${findings.length} findings`
  return [headline, ...[...groups.values()].map(describeAlike)].join('\n')
}
