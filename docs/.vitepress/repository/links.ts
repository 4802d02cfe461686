import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { address } from './address.ts'

const isRelative = (href: string): boolean => !/^([a-z]+:|#|\/)/i.test(href)

/**
 * A link as the site has it. Documents link to files of the repository by their relative places, so that they work
 * where the repository is read; what is no page of the site is shown under `/files/`.
 *
 * @param from the document that links, from the repository's root
 * @returns undefined where the site has nothing to link to
 */
export function siteLink(from: string, href: string): string | undefined {
  const [, path = '', rest = ''] = /^([^#?]*)(.*)$/.exec(href) ?? []
  if (path === '' || !isRelative(href)) return href
  const to = address(posix.join(posix.dirname(from), path))
  return to === undefined ? undefined : `${to}${rest}`
}

/** Links between documents of docs/ are VitePress's to resolve. */
const isPage = (from: string, href: string): boolean =>
  /^docs\/.*\.md($|[#?])/.test(posix.join(posix.dirname(from), href))

/** Sends the links of docs/ that lead to files or out of it to where the site has them. */
export const repositoryLinks =
  (base: string) =>
  (md: MarkdownRenderer): void => {
    md.core.ruler.push('repository-links', state => {
      const from = posix.join('docs', state.env.relativePath ?? '')
      for (const { children } of state.tokens) {
        for (const [index, token] of (children ?? []).entries()) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null
          if (href === null || !isRelative(href) || isPage(from, href)) continue
          const link = siteLink(from, href)
          if (link === undefined) {
            token.hidden = true
            token.attrs = null
            const end = children?.slice(index).find(({ type }) => type === 'link_close')
            if (end !== undefined) end.hidden = true
          } else if (link.startsWith('/files/')) {
            token.attrSet('href', `${base}${link.slice(1)}`)
            token.attrSet('target', '_self')
          } else token.attrSet('href', link)
        }
      }
    })
  }
