import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { toPlanishError } from '@planish/core'
import { rendered } from './markdown.ts'
import { readResults } from './results.ts'

// From bench/dist, where this is run.
const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))
const folder = fileURLToPath(new URL('../results', import.meta.url))

try {
  await writeFile(page, rendered(await readFile(page, 'utf8'), await readResults(folder)))
} catch (thrown) {
  process.stderr.write(`bench: ${toPlanishError('io')(thrown).message}\n`)
  process.exitCode = 1
}
