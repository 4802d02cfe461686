import { mean } from '@planish/analysis'
import { percentNumber } from '../../../packages/lab/src/report/format.ts'
import type { EpochMetrics, RunRecord } from '../../../packages/lab/src/run/record.ts'

const peakEpoch = (metrics: readonly EpochMetrics[]): number | undefined => {
  const peak = Math.max(...metrics.map(({ test }) => test))
  return metrics.find(({ test }) => test === peak)?.epoch
}

/** A kept run's rows as Markdown; the columns are described in docs/reproductions. */
export function resultTable({ result, metrics }: RunRecord): string {
  const rows = result.rows.map(({ rule, label, peak, final, noisyValidation, noisyTrain }) => {
    const epochs = metrics.filter(line => line.rule === rule)
    const lastFive = mean(epochs.slice(-5).map(({ test }) => test)) ?? Number.NaN
    const cells = [final, noisyValidation, lastFive, noisyTrain ?? Number.NaN].map(percentNumber)
    return `| ${label} | ${percentNumber(peak)} (${peakEpoch(epochs)}) | ${cells.join(' | ')} |`
  })
  return [
    '| rule | peak (epoch) | final | selected | last five | wrong |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n')
}
