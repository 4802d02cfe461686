import { parseArgs } from 'node:util'
import { backendNames } from '@planish/backend'
import { toPlanishError } from '@planish/core'
import { about } from '../about.ts'
import { nameOf, wholeNumber } from '../argument.ts'
import { type Column, textTable } from '../table.ts'
import { idxFiles } from './idxFiles.ts'
import { type DataRow, measureData } from './measureData.ts'
import { besideTorchvision, type ReaderRow } from './torchvision.ts'

const help = `Usage: npm run bench data -- [options]

Times what stands before a training step: files in the form and of the size of Fashion-MNIST (made up, in memory) parsed
and put on a backend, and a batch cropped and flipped, beside an SGD step of the cnn on that batch.

Options:
  --backend NAME     one of ${backendNames.join(', ')}; may be repeated (default: native and wasm)
  --repetitions N    measured rounds of crop, flip and step (default: 15; files are parsed 5 times at most)
  --torchvision PY   time torchvision's readers beside ours on the same files, with this Python
  --json             print {"data": [{"what", "backend", "milliseconds", "ratio", "repetitions"}, …], …}
  --help             print this
`

function parseOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', multiple: true },
      repetitions: { type: 'string', default: '15' },
      torchvision: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return {
    ...values,
    backends: values.backend?.map(nameOf('backend', backendNames)) ?? (['native', 'wasm'] as const),
    repetitions: wholeNumber('repetitions', values.repetitions),
  }
}

/** The options; whatever is wrong with them is a `usage` error. */
function optionsOf(args: readonly string[]) {
  try {
    return parseOptions(args)
  } catch (thrown) {
    throw toPlanishError('usage', undefined, 'npm run bench data -- --help')(thrown)
  }
}

const columns: readonly Column<DataRow>[] = [
  { title: 'what', text: ({ what }) => what, left: true },
  { title: 'backend', text: ({ backend }) => backend, left: true },
  { title: 'ms', text: ({ milliseconds }) => milliseconds.toFixed(1) },
  { title: 'of a step', text: ({ ratio }) => (ratio === null ? '' : `${(100 * ratio).toFixed(1)} %`) },
  { title: 'times', text: ({ repetitions }) => String(repetitions) },
]

const readerColumns: readonly Column<ReaderRow>[] = [
  { title: 'read', text: ({ what }) => what, left: true },
  { title: 'Planish, ms', text: ({ planish }) => planish.toFixed(0) },
  { title: 'torchvision, ms', text: ({ torchvision }) => torchvision.toFixed(0) },
  { title: 'ratio', text: ({ planish, torchvision }) => (planish / torchvision).toFixed(2) },
]

try {
  const args = process.argv.slice(2)
  const { help: asked, json, backends, repetitions, torchvision } = optionsOf(args)
  if (asked) process.stdout.write(help)
  else {
    const files = idxFiles()
    const rows: DataRow[] = []
    for (const backend of backends) rows.push(...(await measureData(backend, files, repetitions)))
    const readers =
      torchvision === undefined ? [] : await besideTorchvision(torchvision, files, Math.min(repetitions, 5))
    if (json) {
      console.log(JSON.stringify({ data: rows, readers, ...about('npm run bench data', args) }, null, 2))
    } else {
      console.log(textTable(columns, rows).join('\n'))
      if (readers.length > 0) console.log(`\n${textTable(readerColumns, readers).join('\n')}`)
    }
  }
} catch (thrown) {
  const { code, message, hint } = toPlanishError('io')(thrown)
  process.stderr.write(`data: ${message}${hint === undefined ? '' : `\n  → ${hint}`}\n`)
  process.exitCode = code === 'usage' ? 2 : 1
}
