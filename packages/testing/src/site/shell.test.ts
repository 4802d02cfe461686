import { readdirSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { planish } from '../../../lab/src/command/program.ts'
import { root } from './dist.ts'

const documents = ['README.md', 'bench/README.md'].concat(
  readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md') && !/^(api|\.vitepress|node_modules)\b/.test(file))
    .map(file => `docs/${file}`),
)

interface Line {
  readonly file: string
  readonly words: readonly string[]
}

/** The commands of a document's shell blocks, continued lines joined, comments left out. */
function commands(file: string): readonly Line[] {
  const text = readFileSync(`${root}${file}`, 'utf8')
  return [...text.matchAll(/^```(?:sh|bash|shell)?\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.replace(/\\\n\s*/g, ' ').split('\n'))
    .flatMap(line => line.replace(/\s#.*$/, '').split('&&'))
    .map(line => ({ file, words: line.trim().split(/\s+/) }))
}

const lines = documents.flatMap(commands)

const scripts: { readonly [name: string]: string } = JSON.parse(
  readFileSync(`${root}package.json`, 'utf8'),
).scripts

it('names scripts that package.json has', () => {
  const named = lines.filter(({ words }) => words[0] === 'npm' && words[1] === 'run')
  expect(named.length).toBeGreaterThan(8)
  expect(named.filter(({ words }) => !Object.hasOwn(scripts, words[2] ?? ''))).toEqual([])
})

/** What a command of `planish` lacks of what is written behind its name. */
function fault(command: Command, words: readonly string[]): string | undefined {
  const [word, ...rest] = words
  const inner = command.commands.find(candidate => candidate.name() === word)
  if (inner !== undefined) return fault(inner, rest)
  if (command.commands.length > 0) return `planish has no command ${word}`
  const flags = words.filter(text => text.startsWith('--')).map(text => text.replace(/=.*$/, ''))
  const known = ['--help', ...command.options.map(({ long }) => long)]
  const missing = flags.find(flag => !known.includes(flag))
  return missing === undefined ? undefined : `planish ${command.name()} has no option ${missing}`
}

it('names commands and options that planish has', () => {
  const named = lines.flatMap(({ file, words }) => {
    const [first, ...rest] = words[0] === 'npx' ? words.slice(1) : words
    return first === 'planish' ? [{ file, rest }] : []
  })
  expect(named.length).toBeGreaterThan(15)
  const faults = named.flatMap(({ file, rest }) => {
    const wrong = fault(planish(), rest)
    return wrong === undefined ? [] : [`${file}: ${wrong}`]
  })
  expect(faults).toEqual([])
})
