import type { Claim, FigureResult } from '../result.ts'
import { sharedText, totalSeconds } from './common.ts'
import { duration } from './duration.ts'
import { evidenceLine } from './evidence.ts'
import { tallySentence, verdictWords } from './verdict.ts'

/** Characters that Markdown, a table in it, or a Vue template around it would take for their own. */
const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  '*': '&#42;',
  _: '&#95;',
  '`': '&#96;',
  '[': '&#91;',
  ']': '&#93;',
  '{': '&#123;',
  '}': '&#125;',
  '\\': '&#92;',
  $: '&#36;',
}

/** Text as it must stand in a cell. */
const plain = (text: string): string =>
  text.replace(/\s*\n\s*/g, ' ').replace(/[&<>|*_`[\]{}\\$]/g, character => entities[character] ?? character)

const marks = { agrees: '✓', disagrees: '✗', open: '?' } as const

const line =
  (heading: string) =>
  ({ paper, found, evidence, verdict }: Claim, index: number): string =>
    `| ${index === 0 ? heading : ''} | ${plain(paper)} | ${plain(found)} | ${plain(evidenceLine(evidence))} | ${marks[verdict]} ${verdictWords[verdict]} |`

/**
 * The claims of all figures as a Markdown table, with what they were made with above it. The link of a figure is that
 * of its page beside; with null there is none.
 */
export function reproductionMarkdown(
  results: readonly FigureResult[],
  link: (figure: string) => string | null = figure => `${encodeURIComponent(figure)}.html`,
): string {
  const heading = ({ figure, title }: FigureResult): string => {
    const address = link(figure)
    return address === null ? plain(title) : `[${plain(title)}](${address})`
  }
  const made = [
    `size ${sharedText(results, ({ size }) => size)}`,
    `backend ${sharedText(results, ({ backend }) => `${backend.name} ${backend.version} (${backend.device})`)}`,
    ...[...new Set(results.flatMap(({ versions }) => Object.keys(versions)))].map(
      name =>
        `${name} ${sharedText(
          results.filter(({ versions }) => Object.hasOwn(versions, name)),
          ({ versions }) => versions[name] ?? '',
        )}`,
    ),
    `${duration(totalSeconds(results))} in all`,
  ]
  const rows = results.flatMap(result =>
    result.claims.length === 0
      ? [`| ${heading(result)} | | ${plain(result.summary)} | | |`]
      : result.claims.map(line(heading(result))),
  )
  return [
    tallySentence(results.flatMap(({ claims }) => claims)),
    '',
    `${plain(made.join(', '))}.`,
    '',
    '| figure | the paper says, or one would expect | we found | evidence, 95 % interval | verdict |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
