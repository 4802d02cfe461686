import type { ExperimentConfig, ResultRow, RunRecord } from '../../run/record.ts'
import { inWords } from '../inWords.ts'

/** A finished run, and what its folder is called. */
export interface ComparedRun {
  readonly name: string
  readonly record: RunRecord
}

/** Runs that differ in nothing but their rules, and their rows together. */
export interface ComparedGroup {
  /** In what this group differs from the others: `noise symmetric:0.4, epochs 10`; empty where there is but one. */
  readonly title: string
  readonly rows: readonly ResultRow[]
}

/** What rows and headings tell already, or what does not decide the figures. */
const untold: readonly (keyof ExperimentConfig)[] = ['version', 'versions', 'rules', 'backend']

const settingOf = ({ record }: ComparedRun, field: string): string =>
  String(record.config[field as keyof ExperimentConfig] ?? 'all')

/** The fields of the configuration in which runs differ, but for their rules. */
function differingFields(runs: readonly ComparedRun[]): readonly string[] {
  const [first] = runs
  if (first === undefined) return []
  return Object.keys(first.record.config).filter(
    field =>
      !untold.some(other => other === field) &&
      runs.some(run => settingOf(run, field) !== settingOf(first, field)),
  )
}

/** Runs by what they differ in; a rule that was run twice in one setting has a row for each run. */
export function comparedGroups(runs: readonly ComparedRun[]): readonly ComparedGroup[] {
  const fields = differingFields(runs)
  const groups = new Map<string, ResultRow[]>()
  for (const run of runs) {
    const title = fields.map(field => `${inWords(field)} ${settingOf(run, field)}`).join(', ')
    groups.set(title, [...(groups.get(title) ?? []), ...run.record.result.rows])
  }
  return [...groups].map(([title, rows]) => ({ title, rows }))
}
