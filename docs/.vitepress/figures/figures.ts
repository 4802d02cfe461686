import { readResults } from '../../../bench/src/report/results.ts'
import type { Html } from '../../../packages/lab/src/report/html.ts'
import {
  testAccuracyChart,
  trainAccuracyCharts,
  upWeightingChart,
} from '../../../packages/lab/src/report/page/charts.ts'
import { runs } from '../fed/runs.ts'
import { root } from '../repository/root.ts'
import { cost } from './cost.ts'
import { withoutGroupLabels } from './draw.ts'
import { weights } from './weights.ts'

/** The report's headings and tables are left to the reports; a page shows the picture and what it says. */
const picture = ({ html }: Html): string =>
  withoutGroupLabels(html)
    .replace(/<h3>[\s\S]*?<\/h3>/g, '')
    .replace(/<details[\s\S]*?<\/details>/g, '')
    .replace(/ id="[\w-]*"/g, '')
    .replace(/(<\/?)h4>/g, '$1strong>')

/** Every picture of the site, as HTML. */
export async function figures(): Promise<{ readonly [name: string]: string }> {
  const results = await readResults(`${root}/bench/results`)
  const ofRuns = Object.entries(runs()).flatMap(([name, record]) => [
    [`${name}-test`, picture(testAccuracyChart(record))],
    [`${name}-train`, picture(trainAccuracyCharts(record))],
    [`${name}-weights`, picture(upWeightingChart(record))],
  ])
  return {
    ...Object.fromEntries(ofRuns),
    weights: weights(),
    'cost-mlp': cost(results, 'mlp-784'),
    'cost-resnet': cost(results, 'resnet18@16'),
  }
}
