import { textTable } from '../textTable.ts'
import { type ComparedRun, comparedGroups } from './comparedRun.ts'

/** The tables of compared runs for a terminal, one for each setting. */
export const comparisonText = (runs: readonly ComparedRun[]): string =>
  comparedGroups(runs)
    .map(({ title, rows }) => `${title === '' ? '' : `${title}\n`}${textTable({ rows })}`)
    .join('\n\n')
