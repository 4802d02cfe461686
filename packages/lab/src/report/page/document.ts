import { type Html, html } from '../html.ts'
import { styles } from './styles.ts'

/** A whole page. */
export interface Page {
  /** Of the window; `· Planish` is set behind it. */
  readonly title: string
  /** The page in a sentence, for whoever finds it. */
  readonly description?: string
  /** What it adds to the style sheet of reports. */
  readonly styles?: Html
  readonly header: Html
  readonly main: Html
}

/** The page as one HTML document that needs nothing else, no network and no other file. */
export const pageDocument = (page: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${page.description === undefined ? null : html`<meta name="description" content="${page.description}">\n`}<title>${page.title} · Planish</title>
<style>${styles}${page.styles ?? null}</style>
</head>
<body>
${page.header}
<main>
${page.main}
</main>
</body>
</html>
`.html
