import { measuredTable } from '../../report/textTable.ts'
import { wrapped } from '../../report/wrapped.ts'
import type { Claim, FigureResult, StudyRecord } from '../result.ts'
import { evidenceLine } from './evidence.ts'
import { studyColumns, studyGroups } from './study/measuredRows.ts'
import { tallySentence, verdictWords } from './verdict.ts'

const columns = 100

/** Control characters would reach the terminal, and its fonts often lack narrow spaces. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').replaceAll('\u202f', '')

const marks = { agrees: '✓', disagrees: '✗', open: '?' } as const

const claimText = ({ paper, found, evidence, verdict }: Claim): string =>
  [
    wrapped(oneLine(`${marks[verdict]} ${verdictWords[verdict]}: ${paper}`), columns),
    wrapped(oneLine(found), columns, '    '),
    ...(evidence === null ? [] : [wrapped(oneLine(evidenceLine(evidence)), columns, '    ')]),
  ].join('\n')

/** Columns that fit a terminal beside labels: what the training labels became is on the page. */
const shownColumns = studyColumns.filter(({ figure }) => figure !== 'gradientEvaluations')

const tables = (study: StudyRecord): readonly string[] =>
  studyGroups(study).map(
    ({ title, rows }) =>
      `${title === '' ? '' : `${oneLine(title)}\n`}${measuredTable({ heading: 'rule', rows, columns: shownColumns })}`,
  )

/** A reproduced figure for a terminal: what came out, claim by claim, and the table of results. */
export const figureText = ({ title, summary, claims, study }: FigureResult): string =>
  [
    oneLine(title),
    wrapped(oneLine(summary), columns),
    tallySentence(claims),
    ...claims.map(claimText),
    ...tables(study),
  ].join('\n\n')
