import { existsSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, it } from 'vitest'
import { dist, pages } from './dist.ts'

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"')

const attributes = (html: string, name: string): readonly string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) => unescaped(value))

const texts = new Map(pages().map(page => [page, readFileSync(`${dist}/${page}`, 'utf8')]))
const anchors = new Map([...texts].map(([page, html]) => [page, new Set(attributes(html, 'id'))]))

/** What a link of a page leads to: a file of the site, and an anchor on it. */
function resolved(page: string, link: string): { readonly file: string; readonly anchor: string } {
  const [path = '', anchor = ''] = link.split('#')
  const [place = ''] = path.split('?')
  const joined =
    place === '' ? page : place.startsWith('/') ? place.slice(1) : posix.join(posix.dirname(page), place)
  const file = decodeURI(joined)
  return {
    file: file === '' || file.endsWith('/') ? `${file}index.html` : file,
    anchor: decodeURIComponent(anchor),
  }
}

function fault(page: string, link: string): string | undefined {
  const { file, anchor } = resolved(page, link)
  const target = `${dist}/${file}`
  if (!existsSync(target) || statSync(target).isDirectory()) return `${page}: ${link} leads nowhere`
  if (anchor !== '' && anchors.get(file)?.has(anchor) === false) return `${page}: ${link} has no such anchor`
  return undefined
}

it('has no link or anchor that leads nowhere', () => {
  const faults = [...texts].flatMap(([page, html]) =>
    [...attributes(html, 'href'), ...attributes(html, 'src')]
      .filter(link => !/^([a-z]+:|\/\/)/i.test(link))
      .flatMap(link => fault(page, link) ?? []),
  )
  expect([...new Set(faults)]).toEqual([])
})

it('names each anchor of a page once', () => {
  const doubled = [...texts].flatMap(([page, html]) => {
    const ids = attributes(html, 'id')
    return ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `${page}#${id}`)
  })
  expect(doubled).toEqual([])
})

it('loads nothing from elsewhere', () => {
  const foreign = [...texts].flatMap(([page, html]) =>
    [...html.matchAll(/<(?:link|script|img|iframe)[^>]*\s(?:href|src)="((?:https?:)?\/\/[^"]*)"/g)].map(
      ([, address]) => `${page}: ${address}`,
    ),
  )
  expect(foreign).toEqual([])
})
