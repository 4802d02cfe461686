import { count } from '../../../report/format.ts'
import { type Content, type Html, html } from '../../../report/html.ts'
import { inWords } from '../../../report/inWords.ts'
import { commandToRepeat, type Line, settingsTable } from '../../../report/page/settingsTable.ts'
import type { FigureResult, StudyRecord } from '../../result.ts'
import { duration } from '../duration.ts'
import { sizeMeaning } from '../size.ts'
import { choicesTable } from './choices.ts'

type Fields = StudyRecord['shared']

const shown = (value: Fields[string]): Content =>
  value === null
    ? 'all'
    : typeof value === 'string'
      ? html`<code>${value}</code>`
      : Number.isInteger(value)
        ? count(value)
        : String(value)

const fieldLines = (fields: Fields): readonly Line[] =>
  Object.entries(fields).map(([field, value]): Line => [inWords(field), shown(value), ''])

/** In what a condition differs, in one cell. */
const conditionLine = ({ name, config }: StudyRecord['conditions'][number]): Line => [
  name,
  Object.entries(config).map(([field, value], index) => [
    index === 0 ? '' : ', ',
    `${inWords(field)} `,
    shown(value),
  ]),
  '',
]

const machine = ({ backend, versions, seconds, size }: FigureResult): readonly Line[] => [
  ['size', size, sizeMeaning[size]],
  ['backend', html`<code>${backend.name}</code>`, `${backend.version}, ${backend.device}`],
  ['time', duration(seconds), 'in training steps, the search among values included'],
  ...Object.entries(versions).map(([name, version]): Line => [name, version, '']),
]

/** How a figure came about, and the command that makes it again. */
export function methodSection(result: FigureResult): Html {
  const { study } = result
  const groups: readonly (readonly [string, readonly Line[]])[] = [
    ['Shared by all trainings', fieldLines(study.shared)],
    ['Conditions', study.conditions.map(conditionLine)],
    ['Machine', machine(result)],
  ]
  return html`${settingsTable('How the figure was made', groups)}
${choicesTable(study)}
${commandToRepeat('Command that makes the figure again', result.command)}`
}
