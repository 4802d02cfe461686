import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { pages } from './address.ts'
import { root } from './root.ts'

/** An example's folder as its README presents it. */
export interface Example {
  /** From the repository's root. */
  readonly readme: string
  readonly link: string
  readonly title: string
  /** The first paragraph below the title. */
  readonly summary: string
}

/** All examples that have a README, in the order of their titles. */
export function examples(): readonly Example[] {
  return readdirSync(`${root}/examples`)
    .map(name => `examples/${name}/README.md`)
    .filter(readme => existsSync(`${root}/${readme}`))
    .map(readme => {
      const text = readFileSync(`${root}/${readme}`, 'utf8')
      const [, title = readme, summary = ''] = /^# (.*)\n+([^\n#`][\s\S]*?)(?:\n\n|$)/m.exec(text) ?? []
      return { readme, link: pages()[readme] ?? '', title, summary: summary.replaceAll('\n', ' ') }
    })
    .toSorted((a, b) => a.title.localeCompare(b.title))
}
