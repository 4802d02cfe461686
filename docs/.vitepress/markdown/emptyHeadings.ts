import type { MarkdownRenderer } from 'vitepress'

/** A table's heading without text is no heading: it becomes an ordinary cell. */
export function emptyHeadings(md: MarkdownRenderer): void {
  md.core.ruler.push('empty-headings', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const end = tokens[index + 2]
      if (token.type !== 'th_open' || tokens[index + 1]?.content !== '' || end === undefined) continue
      token.tag = 'td'
      end.tag = 'td'
    }
  })
}
