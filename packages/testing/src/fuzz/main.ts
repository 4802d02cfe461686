import { fileURLToPath } from 'node:url'
import type { BackendName } from '@planish/backend'
import { orThrow, toPlanishError } from '@planish/core'
import { provideImitatedGpu } from '../swiftshader.ts'
import { describeReport } from './describeReport.ts'
import { fuzz, type Report } from './fuzz.ts'
import type { FuzzCase } from './fuzzCase.ts'
import { generate } from './generate.ts'
import { help, type Options, parseOptions } from './options.ts'

/** Beside this file, where both are built to. */
const worker = fileURLToPath(new URL('worker.js', import.meta.url))

function* casesOf({ fuzzCase, cases, seed, operations }: Options): Generator<FuzzCase> {
  if (fuzzCase !== undefined) yield fuzzCase
  else for (let index = 0; index < cases; index++) yield generate(seed, index, operations)
}

/** One line that is written over on a terminal; elsewhere a line now and then. */
function showProgress(backend: BackendName): (done: number, findings: number) => void {
  return (done, findings) => {
    const text = `${backend}: ${done} cases, ${findings} findings`
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
    else if (done % 500 === 0) process.stderr.write(`${text}\n`)
  }
}

const endProgress = (): void => {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
}

async function main(): Promise<number> {
  const options = orThrow(parseOptions(process.argv.slice(2)))
  if (options.help) {
    process.stdout.write(help)
    return 0
  }
  if (options.list) {
    process.stdout.write(`${options.operations.map(({ name }) => name).join('\n')}\n`)
    return 0
  }
  if (options.backends.includes('webgpu') && !options.gpu) await provideImitatedGpu()
  const reports: Report[] = []
  for (const backend of options.backends) {
    const report = await fuzz({ backend, worker, cases: casesOf(options), onProgress: showProgress(backend) })
    endProgress()
    if (!options.json) process.stdout.write(`${describeReport(report)}\n`)
    reports.push(report)
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ reports }, null, 2)}\n`)
  return reports.some(({ findings }) => findings.length > 0) ? 1 : 0
}

main().then(
  status => {
    process.exitCode = status
  },
  (thrown: unknown) => {
    const { code, message, hint } = toPlanishError('backend')(thrown)
    process.stderr.write(`fuzz: ${message}\n${hint === undefined ? '' : `  → ${hint}\n`}`)
    process.exitCode = code === 'usage' ? 2 : 1
  },
)
