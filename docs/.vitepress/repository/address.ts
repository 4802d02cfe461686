import { existsSync, readdirSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { root } from './root.ts'

/** Documents outside docs/ that are pages of the site, by their place in the repository. */
export function pages(): { readonly [file: string]: string } {
  const examples = readdirSync(`${root}/examples`).map(name => [
    `examples/${name}/README.md`,
    `/examples/${name}`,
  ])
  const found = [
    ['CONTRIBUTING.md', '/repository/contributing'],
    ['SECURITY.md', '/repository/security'],
    ['bench/README.md', '/repository/benchmarks'],
    ...examples,
  ].filter(([file]) => existsSync(`${root}/${file}`))
  return Object.fromEntries(found)
}

/** Folders that have a page which tells of them. */
function folderPage(folder: string): string | undefined {
  const [top, name] = folder.split('/')
  if (top === 'examples') return pages()[`${folder}/README.md`] ?? '/examples/'
  if (top === 'packages' && name !== undefined && existsSync(`${root}/docs/api`))
    return `/api/${name === 'core' ? 'core/' : name}`
  return folder === 'docs/adr' ? '/adr/' : undefined
}

/**
 * Where the site shows a file of the repository: its page, or the file itself under `/files/`, as text unless browsers
 * show its kind.
 *
 * @param file from the repository's root
 * @returns undefined for folders that have no page
 * @throws Error if there is no such file
 */
export function address(file: string): string | undefined {
  const path = posix.normalize(file).replace(/\/$/, '')
  if (!existsSync(`${root}/${path}`)) throw new Error(`there is no ${path} in the repository`)
  if (statSync(`${root}/${path}`).isDirectory()) return folderPage(path)
  const page = pages()[path]
  if (page !== undefined) return page
  if (/^docs\/.*\.md$/.test(path)) return path.replace(/^docs/, '').replace(/(README|index)?\.md$/, '')
  if (/^packages\/\w+\/README\.md$/.test(path)) return folderPage(posix.dirname(path))
  return `/files/${path}${/\.(json|html|png|gz)$/.test(path) ? '' : '.txt'}`
}

/** The file that an address under `/files/` stands for, from the repository's root. */
export const fileAt = (place: string): string => place.replace(/^.*?\/files\//, '').replace(/\.txt$/, '')
