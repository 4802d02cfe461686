import { readFileSync } from 'node:fs'
import { mean } from '@planish/analysis'
import { percentNumber } from '../../../packages/lab/src/report/format.ts'
import type { Cell, Results, Trial } from '../../../tools/whichSam/results.ts'
import { root } from '../repository/root.ts'

const average = (cell: Cell, of: (trial: Trial) => number): number =>
  mean(cell.chosen.trials.map(of)) ?? Number.NaN

/** `82.2`, the best of its column in bold. */
function column(cells: readonly Cell[], of: (trial: Trial) => number): ReadonlyMap<string, string> {
  const texts = cells.map(cell => [cell.family, percentNumber(average(cell, of))] as const)
  const best = percentNumber(Math.max(...cells.map(cell => average(cell, of))))
  return new Map(texts.map(([family, text]) => [family, text === best ? `**${text}**` : text]))
}

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n')

/** A row for each rule, a column for each noise. */
function byNoise({ cells }: Results, of: (cells: readonly Cell[]) => ReadonlyMap<string, string>): string {
  const noises = [...new Set(cells.map(({ noise }) => noise))]
  const columns = noises.map(noise => of(cells.filter(cell => cell.noise === noise)))
  const families = [...new Set(cells.map(({ family }) => family))]
  return table(
    ['rule', ...noises],
    families.map(family => [family, ...columns.map(found => found.get(family) ?? '–')]),
  )
}

/** The values that were chosen; none where there was nothing to choose. */
const choices = (cells: readonly Cell[]): ReadonlyMap<string, string> =>
  new Map(cells.map(({ family, tried, chosen }) => [family, tried.length === 1 ? '–' : String(chosen.value)]))

const tables: { readonly [name: string]: (results: Results) => string } = {
  selected: results => byNoise(results, cells => column(cells, ({ selected }) => selected)),
  final: results => byNoise(results, cells => column(cells, ({ final }) => final)),
  chosen: results => byNoise(results, choices),
}

/** Puts the tables of docs/guides/which-sam.json between `<!-- which NAME -->` and `<!-- /which NAME -->`. */
export function withWhichSam(text: string): string {
  const results: Results = JSON.parse(readFileSync(`${root}/docs/guides/which-sam.json`, 'utf8'))
  return Object.entries(tables).reduce(
    (page, [name, of]) =>
      page.replace(
        new RegExp(`(<!-- which ${name} -->)[\\s\\S]*?(<!-- /which ${name} -->)`),
        (_, begin: string, end: string) => `${begin}\n\n${of(results)}\n\n${end}`,
      ),
    text,
  )
}
