import type { ComparedRun } from '../report/comparison/comparedRun.ts'
import { writeWhole } from '../run/files.ts'
import { print } from './print.ts'

/** Writes the page that compares runs, and prints its table unless only JSON may stand on standard output. */
export async function compareRuns(
  report: string,
  runs: readonly ComparedRun[],
  quiet: boolean,
): Promise<void> {
  // Only here, so that other commands do not wait for the plotting library.
  const { comparisonHtml } = await import('../report/comparison/comparisonHtml.ts')
  const { comparisonText } = await import('../report/comparison/comparisonText.ts')
  await writeWhole(report, comparisonHtml(runs))
  if (!quiet) print(`${comparisonText(runs)}\n\nreport: ${report}`)
}
