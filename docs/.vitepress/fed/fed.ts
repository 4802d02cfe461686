import { rendered } from '../../../bench/src/report/markdown.ts'
import { readResults } from '../../../bench/src/report/results.ts'
import { root } from '../repository/root.ts'
import { withLists } from './lists.ts'
import { resultTable } from './resultTable.ts'
import { runs } from './runs.ts'
import { withWhichSam } from './whichSam.ts'

/** Puts the table of each kept run between its `<!-- result NAME -->` and `<!-- /result NAME -->`. */
const withResults = (text: string): string =>
  Object.entries(runs()).reduce(
    (page, [name, record]) =>
      page.replace(
        new RegExp(`(<!-- result ${name} -->)[\\s\\S]*?(<!-- /result ${name} -->)`),
        (_, begin: string, end: string) => `${begin}\n\n${resultTable(record)}\n\n${end}`,
      ),
    text,
  )

/** Pages, from docs/, that hold figures or lists, and how those are made from what benchmarks, runs and code say. */
export const fed: { readonly [page: string]: (text: string) => Promise<string> } = {
  'performance.md': async text => rendered(text, await readResults(`${root}/bench/results`)),
  'reproductions/README.md': async text => withResults(text),
  'guides/which-sam.md': async text => withWhichSam(text),
  'reference/lists.md': async text => withLists(text),
}
