import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FigureResult } from '../reproduce/result.ts'
import { requireBuilt, run, start } from './testing/realCommand.ts'

let root: string

beforeAll(() => {
  requireBuilt()
  root = mkdtempSync(join(tmpdir(), 'planish-figures-'))
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const quick = ['reproduce', 'toy-linear', '--quick', '--backend', 'cpu']

const read = (folder: string): FigureResult =>
  JSON.parse(readFileSync(join(folder, 'toy-linear.json'), 'utf8'))

/** What the clock does not decide. */
const steady = ({ seconds, ...result }: FigureResult) => result

/** Sends a signal once so many pieces of work have been told of. */
async function endedBy(signal: NodeJS.Signals, pieces: number, ...args: string[]) {
  const { child, printed, ended } = start(...args)
  let sent = false
  child.stderr?.on('data', () => {
    if (printed.err.split('toy-linear [').length - 1 < pieces || sent) return
    sent = child.kill(signal)
  })
  return ended
}

it('makes a figure, alone or shared out, and goes on after SIGKILL and SIGINT to the same bits', async () => {
  const alone = join(root, 'alone')
  const ended = join(root, 'ended')
  const whole = await run(...quick, '--jobs', '1', '--out', alone)
  expect(whole.status).toBe(0)
  expect(whole.out).toContain('agrees: In a linear model J-SAM is SGD.')
  expect(readdirSync(alone).toSorted()).toEqual([
    'README.md',
    'index.html',
    'reproduction.json',
    'runs',
    'toy-linear.html',
    'toy-linear.json',
  ])

  expect(await endedBy('SIGKILL', 3, ...quick, '--jobs', '2', '--out', ended)).toMatchObject({
    signal: 'SIGKILL',
  })
  const stopped = await endedBy('SIGINT', 8, 'reproduce', '--resume', ended, '--jobs', '2')
  expect(stopped.status).toBe(130)
  expect(stopped.err).toMatch(/to go on: npx planish reproduce --resume .*ended\n$/)
  const last = await run('reproduce', '--resume', ended, '--jobs', '2', '--json')
  expect(last.status).toBe(0)

  const result = read(alone)
  expect(steady(read(ended))).toEqual(steady(result))
  expect(JSON.parse(last.out)).toEqual({ version: 1, figures: [read(ended)] })
  expect(result.claims.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['agrees', 'agrees'])
  expect(result.study.trials).toHaveLength(24)
  const page = readFileSync(join(alone, 'toy-linear.html'), 'utf8')
  expect(page).toContain(result.title)
  expect(readFileSync(join(alone, 'index.html'), 'utf8')).toContain('toy-linear.html')

  const other = await run(...quick, '--seeds', '2', '--out', alone)
  expect(other).toMatchObject({ status: 2, out: '' })
  expect(other.err).toMatch(/were begun with seeds as each figure has it, not 2\n {2}→ choose another --out/)
}, 300_000)

it('lists the figures', async () => {
  const { status, out } = await run('reproduce', '--list', '--json')
  expect(status).toBe(0)
  const names = (JSON.parse(out) as readonly { readonly name: string }[]).map(({ name }) => name)
  expect(names).toContain('architectures')
  expect(names).toHaveLength(19)
})
