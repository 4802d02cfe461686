import { mean } from '@planish/analysis'
import type { EpochMetrics, RunRecord } from '../run/record.ts'
import type { ChartPoint } from './chart/point.ts'
import { shortNames } from './names.ts'

/** A quantity of one rule by epoch. */
export interface Curve {
  readonly rule: string
  /** The rule's short name. */
  readonly name: string
  /** The rule's row in the table, which decides its colour and dashes. */
  readonly row: number
  /** By epoch: means over the seeds, and the lowest and highest of them. */
  readonly points: readonly ChartPoint[]
}

/** A quantity that is measured after each epoch; null where it does not exist. */
export type Quantity = (metrics: EpochMetrics) => number | null

/** What was measured of a rule, by epoch, the seeds of each epoch in their order. */
export const measurements = ({ metrics }: RunRecord, rule: string): readonly EpochMetrics[] =>
  metrics.filter(line => line.rule === rule).toSorted((a, b) => a.epoch - b.epoch)

/** One curve per row of the table, in its order; epochs in which no seed has the quantity are left out. */
export function curves(record: RunRecord, quantity: Quantity): readonly Curve[] {
  const names = shortNames(record.result.rows)
  return record.result.rows.map(({ rule }, row) => {
    const byEpoch = new Map<number, number[]>()
    for (const metrics of measurements(record, rule)) {
      const value = quantity(metrics)
      if (value === null || !Number.isFinite(value)) continue
      const values = byEpoch.get(metrics.epoch) ?? []
      byEpoch.set(metrics.epoch, [...values, value])
    }
    const points = [...byEpoch].map(([epoch, values]) => ({
      x: epoch,
      mean: mean(values) ?? Number.NaN,
      low: Math.min(...values),
      high: Math.max(...values),
    }))
    return { rule, name: names[row] ?? rule, row, points }
  })
}

/**
 * How many times more the 1-SAM perturbation raises the weight of clean examples than of noisy ones: above 1,
 * clean examples gain.
 */
export const upWeightingRatio: Quantity = ({ upWeighting: { clean, noisy } }) =>
  clean === null || noisy === null || noisy === 0 ? null : clean / noisy
