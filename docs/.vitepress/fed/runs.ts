import { readdirSync, readFileSync } from 'node:fs'
import type { RunRecord } from '../../../packages/lab/src/run/record.ts'
import { root } from '../repository/root.ts'

const folder = `${root}/docs/reproductions`

/** The kept runs by their folders' names: what their reports hold, with the figures of every epoch. */
export function runs(): { readonly [name: string]: RunRecord } {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
  return Object.fromEntries(
    names.map(name => {
      const page = readFileSync(`${folder}/${name}/report.html`, 'utf8')
      const json = /<script type="application\/json" id="run">([\s\S]*?)<\/script>/.exec(page)?.[1]
      if (json === undefined) throw new Error(`${name}/report.html holds no run`)
      const result: RunRecord['result'] = JSON.parse(readFileSync(`${folder}/${name}/result.json`, 'utf8'))
      const record: RunRecord = JSON.parse(json)
      return [name, { ...record, result }]
    }),
  )
}
