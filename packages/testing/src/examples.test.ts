import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Beside this file, so that `@planish/*` is found from there. */
const scratch = fileURLToPath(new URL('../.examples/', import.meta.url))

interface Example {
  readonly name: string
  readonly code: string
}

/** What needs more than a process: a download, a server. */
const cannotRun = [/installNative/, /baseUrl/, /readIdxFolder/]

/** The `ts` blocks of a docstring's or a document's text, without the comment's stars. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/^ \* ?/gm, '')
  const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
  return blocks
    .map(({ 1: code = '' }, index) => ({ name: `${file} (${index + 1})`, code }))
    .filter(({ code }) => code.includes('import ') && !cannotRun.some(pattern => pattern.test(code)))
}

const isSource = (file: string): boolean =>
  (file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file)) || file.endsWith('README.md')

const files = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
  .filter(file => !/node_modules|dist|\.examples/.test(file))
  .map(file => join('packages', file))
  .filter(isSource)
  .sort()

const examples = files.flatMap(examplesOf)

beforeAll(() => mkdirSync(scratch, { recursive: true }))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

it('finds the examples', () => {
  expect(examples.length).toBeGreaterThan(80)
})

it.each(examples)('$name runs', async ({ name, code }) => {
  const file = join(scratch, `${relative('packages', name).replace(/[^\w]+/g, '-')}.ts`)
  writeFileSync(file, code)
  tf.engine().startScope('example') // an example leaves its tensors to its reader
  try {
    await import(/* @vite-ignore */ file)
  } finally {
    tf.engine().endScope()
  }
})
