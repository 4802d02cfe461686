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

const readText = (file: string): string => readFileSync(join(root, file), 'utf8')

/** The `ts` blocks of a docstring's or a document's text, without the comment's stars, that `belongs` accepts. */
function examplesOf(file: string, belongs: (code: string) => boolean): Example[] {
  const text = readText(file).replace(/^ \* ?/gm, '')
  const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
  return blocks
    .map(({ 1: code = '' }, index) => ({ name: `${file} (${index + 1})`, code }))
    .filter(({ code }) => code.includes('import ') && belongs(code))
}

const isSource = (file: string): boolean =>
  (file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file)) || file.endsWith('README.md')

const files = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
  .filter(file => !/node_modules|dist|\.examples/.test(file))
  .map(file => join('packages', file))
  .filter(isSource)
  .sort()

const ofSources = files.flatMap(file =>
  examplesOf(file, code => !cannotRun.some(pattern => pattern.test(code))),
)

/** The site's pages and the README: all of them run, but for blocks marked `ts no-run: why`. */
const documents = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.md') && !/^(api|\.vitepress)\b/.test(file))
  .map(file => join('docs', file))
  .sort()

const ofDocuments = ['README.md', ...documents].flatMap(file => examplesOf(file, () => true))

const examples = [...ofSources, ...ofDocuments]

/** The README's program stands beside an example's file. */
const besideYourOwn = (code: string): string =>
  code.replace("'./yourOwn.ts'", `'${join(root, 'examples/your-own/yourOwn.ts')}'`)

beforeAll(() => mkdirSync(scratch, { recursive: true }))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

it('finds the examples', () => {
  expect(ofSources.length).toBeGreaterThan(80)
  expect(ofDocuments.length).toBeGreaterThan(12)
})

it('leaves few blocks of documents out, each with a reason', () => {
  const marks = documents.flatMap(file =>
    [...readText(file).matchAll(/^```ts +(\S.*)$/gm)].map(([, mark]) => `${file}: ${mark}`),
  )
  expect(marks.filter(mark => !/: no-run: \S.{9,}$/.test(mark))).toEqual([])
  expect(marks.length).toBeLessThanOrEqual(4)
})

it.each(examples)('$name runs', async ({ name, code }) => {
  const file = join(scratch, `${relative('packages', name).replace(/[^\w]+/g, '-')}.ts`)
  writeFileSync(file, besideYourOwn(code))
  const backend = tf.getBackend()
  tf.engine().startScope('example') // an example leaves its tensors to its reader
  try {
    await import(/* @vite-ignore */ file)
  } finally {
    tf.engine().endScope()
    await tf.setBackend(backend) // which the example may have changed
  }
})
