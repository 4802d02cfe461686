import { type Dataset, isNoisy } from '@planish/datasets'
import { className } from './className.ts'

/** One example of a contact sheet. */
export interface Shown {
  readonly index: number
  /** What it really is, where its label says something else. */
  readonly wronglyFor: string | undefined
}

/** The examples that a data set labels with one class, the first of them. */
export interface SheetRow {
  readonly name: string
  /** How many there are in all. */
  readonly count: number
  readonly shown: readonly Shown[]
}

/** The first examples of each class by the labels that training sees, and which of these labels are wrong. */
export function contactSheet(dataset: Dataset, perClass: number): readonly SheetRow[] {
  const clean = isNoisy(dataset) ? dataset.cleanLabels : dataset.labels
  const rows = Array.from({ length: dataset.classes }, () => ({ count: 0, shown: [] as Shown[] }))
  for (const [index, label] of dataset.labels.entries()) {
    const row = rows[label]
    if (row === undefined) continue
    row.count++
    if (row.shown.length === perClass) continue
    const really = clean[index] as number
    row.shown.push({ index, wronglyFor: really === label ? undefined : className(dataset, really) })
  }
  return rows.map((row, label) => ({ name: className(dataset, label), ...row }))
}
