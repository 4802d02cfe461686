import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { pages } from './address.ts'
import { siteLink } from './links.ts'
import { root } from './root.ts'

/** A document outside docs/ as a page: its text, with links as the site has them. Nothing while there is no such file. */
export function document(file: string): readonly { params: { page: string }; content: string }[] {
  const place = pages()[file]
  if (place === undefined || !existsSync(`${root}/${file}`)) return []
  const text = readFileSync(`${root}/${file}`, 'utf8')
  const content = text.replace(/(?<!!)\[([^\]\n]+)\]\(([^)\s]+)\)/g, (_, label: string, href: string) => {
    const link = siteLink(file, href)
    if (link === undefined) return label
    return `[${label}](${link})${link.startsWith('/files/') ? '{target="_self"}' : ''}`
  })
  return [{ params: { page: posix.basename(place) }, content }]
}
