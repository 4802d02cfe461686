import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileAt } from './address.ts'
import { root } from './root.ts'

/** Copies the repository's files that the built pages link to beside them. */
export function copyLinkedFiles(outDir: string, base: string): void {
  const built = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.html'),
  )
  const text = built.map(file => readFileSync(`${outDir}/${file}`, 'utf8')).join('')
  const places = new Set([...text.matchAll(/href="([^"#]*?\/files\/[^"#]*)/g)].map(([, place = '']) => place))
  for (const place of places) {
    const target = `${outDir}/${place.slice(base.length)}`
    mkdirSync(dirname(target), { recursive: true })
    cpSync(`${root}/${fileAt(place)}`, target)
  }
}
