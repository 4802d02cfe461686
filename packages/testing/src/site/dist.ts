import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Where `npm run docs:build` leaves the site. */
export const dist = `${root}docs/.vitepress/dist`

/** The site's pages as paths from its root: `guides/model.html`. Files of the repository beside them are not pages. */
export function pages(): readonly string[] {
  if (!existsSync(dist)) throw new Error('the site is not built → npm run docs:build')
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.html') && !file.startsWith('files/'))
    .sort()
}
