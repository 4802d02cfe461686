/** Markup that is already escaped. Only {@link html} and {@link markup} make it. */
export interface Html {
  readonly html: string
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, null leaves nothing. */
export type Content = string | number | Html | null | readonly Content[]

/** Declares that a text is markup: for what a serialiser has escaped, and for style sheets. */
export const markup = (text: string): Html => ({ html: text })

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it must stand in HTML, inside an element or a quoted attribute. */
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, character => entities[character] ?? character)

function render(content: Content): string {
  if (content === null) return ''
  if (typeof content === 'string') return escapeHtml(content)
  if (typeof content === 'number') return String(content)
  return 'html' in content ? content.html : content.map(render).join('')
}

/**
 * Template tag for markup: everything interpolated is escaped unless it is markup itself, so a rule's label can
 * hold anything.
 *
 * @example
 * ```ts
 * html`<p>${'a < b'}</p>`.html // '<p>a &lt; b</p>'
 * ```
 */
export const html = (texts: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  markup(texts.map((text, index) => text + render(contents[index] ?? null)).join(''))
