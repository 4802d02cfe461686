import { type Html, html, markup } from '../../report/html.ts'
import { svgStyles } from './inspectionStyles.ts'

/** A chart of a page as a file of its own, with the colours of the page, in light and in dark. */
export const svgFile = ({ html: svg }: Html): string =>
  svg.replace(/^<svg([^>]*)>/, (_, attributes: string) =>
    attributes.includes('xmlns=')
      ? html`<svg${markup(attributes)}><style>${svgStyles}</style>`.html
      : html`<svg xmlns="http://www.w3.org/2000/svg"${markup(attributes)}><style>${svgStyles}</style>`.html,
  )
