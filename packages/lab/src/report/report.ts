import type { RunRecord } from '../run/record.ts'
import { html } from './html.ts'
import { testAccuracyChart, trainAccuracyCharts, upWeightingChart } from './page/charts.ts'
import { configurationSection } from './page/configuration.ts'
import { pageDocument } from './page/document.ts'
import { header } from './page/header.ts'
import { rawData } from './page/rawData.ts'
import { readingSection } from './page/readingSection.ts'
import { resultTable } from './page/resultTable.ts'
import { section } from './page/section.ts'
import { summary, title } from './page/summary.ts'
import { reading } from './reading/reading.ts'

/**
 * The report of a run: one HTML page that needs nothing else, no network and no other file. It shows the table of
 * results, the curves, a plain-language reading of them, the configuration, and holds the record itself as JSON.
 *
 * @example
 * ```ts
 * await writeFile('report.html', reportHtml(record))
 * ```
 */
export const reportHtml = (record: RunRecord): string =>
  pageDocument({
    title: title(record),
    description: summary(record),
    header: header(record),
    main: html`${section('results', 'Results', resultTable(record))}
${section('curves', 'Curves', html`${testAccuracyChart(record)}${trainAccuracyCharts(record)}${upWeightingChart(record)}`)}
${section('reading', 'What the figures show', readingSection(reading(record)))}
${section('configuration', 'Configuration', configurationSection(record))}
${section('data', 'Data of this page', rawData(record, 'run.json', 'the whole record of the run, with every epoch’s figures'))}`,
  })
