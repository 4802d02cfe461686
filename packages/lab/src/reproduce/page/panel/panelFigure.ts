import { type Html, html } from '../../../report/html.ts'
import type { Panel } from '../../panel.ts'
import { intervalsPanel } from './intervals.ts'
import { linesPanel, smallLinesPanel } from './lines.ts'
import { scatterPanel } from './scatter.ts'
import { tablePanel } from './tablePanel.ts'

function content(panel: Panel): Html {
  switch (panel.kind) {
    case 'lines':
      return linesPanel(panel)
    case 'smallLines':
      return smallLinesPanel(panel)
    case 'intervals':
      return intervalsPanel(panel)
    case 'scatter':
      return scatterPanel(panel)
    case 'table':
      return tablePanel(panel)
  }
}

/** A part of a figure's picture: drawn, with how to read it above and its figures behind. */
export const panelFigure = (panel: Panel): Html => html`<figure id="${panel.id}">
<h3>${panel.title}</h3>
<figcaption>${panel.caption}</figcaption>
${content(panel)}
</figure>
`
