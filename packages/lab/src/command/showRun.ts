import { fileOf } from '../run/directory.ts'
import { writeWhole } from '../run/files.ts'
import type { RunRecord } from '../run/record.ts'
import { print, printJson } from './print.ts'

/** Writes a finished run's report and prints its table, or its result as JSON. */
export async function showRun(path: string, record: RunRecord, json: boolean): Promise<void> {
  // Only here, so that other commands do not wait for the plotting library.
  const { reportHtml } = await import('../report/report.ts')
  const { textTable } = await import('../report/textTable.ts')
  const report = fileOf(path, 'report')
  await writeWhole(report, reportHtml(record))
  if (json) printJson(record.result)
  else print(`${textTable(record.result)}\n\nreport: ${report}`)
}
