// Fetches the toy in a process of its own: `fetchToy.ts ORIGIN CACHE`.
import { fetchFile } from '../src/source/fetchFile.ts'
import { toySource } from './toySource.ts'

const [origin = '', cache = ''] = process.argv.slice(2)
const source = toySource([origin])
const [file] = source.files
if (file === undefined) throw new Error('the toy has a file')
const fetched = await fetchFile(source, file, {
  cache,
  retryAfter: 1,
  onProgress: ({ stage, done }) => process.stdout.write(`${stage} ${done}\n`),
})()
process.stdout.write(`${fetched._tag}\n`)
