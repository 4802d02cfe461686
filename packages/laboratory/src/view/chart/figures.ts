import { element } from '../element.ts'
import type { Series } from './lineChart.ts'

/** The figures behind a chart, for who cannot see it or wants them exactly. */
export interface Figures {
  readonly element: HTMLDetailsElement
  readonly show: (series: readonly Series[]) => void
}

function rowsOf(series: readonly Series[], format: (value: number | null) => string): HTMLElement[] {
  const steps = [...new Set(series.flatMap(({ points }) => points.map(({ step }) => step)))]
  const columns = series.map(({ points }) => new Map(points.map(({ step, y }) => [step, y])))
  return steps
    .sort((a, b) => a - b)
    .map(step =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, String(step)),
        ...columns.map(column => element('td', {}, format(column.get(step) ?? null))),
      ),
    )
}

/** A closed table; its rows are made only while it is open, for they are many. */
export function createFigures(title: string, format: (value: number | null) => string): Figures {
  const head = element('thead')
  const body = element('tbody')
  let latest: readonly Series[] = []
  const scroll = element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Figures: ${title}` },
    element('table', {}, element('caption', {}, title), head, body),
  )
  const details = element('details', { class: 'figures' }, element('summary', {}, 'Figures'), scroll)
  const fill = (): void => {
    if (!details.open) return
    head.replaceChildren(
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'step'),
        ...latest.map(({ label }) => element('th', { scope: 'col' }, label)),
      ),
    )
    body.replaceChildren(...rowsOf(latest, format))
  }
  details.addEventListener('toggle', fill)
  return {
    element: details,
    show: series => {
      latest = series
      fill()
    },
  }
}
