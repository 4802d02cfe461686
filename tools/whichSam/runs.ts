import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { orThrow } from '@planish/core'
import { decodeRule } from '../../packages/lab/src/spec/rules.ts'
import { budget, type Family, flags, type Seeds } from './grid.ts'

/** A rule with the value that is tried of its option. */
export interface Member {
  readonly family: Family
  readonly value: number
  readonly spec: string
}

/** One call of `planish train`: rules of one cost under one noise. */
interface Run {
  readonly folder: string
  readonly arguments: readonly string[]
}

/** How a specification stands in a run's files, its defaults left out. */
export const canonical = (spec: string): string => orThrow(decodeRule(spec)).text

const costOf = (spec: string): number => orThrow(decodeRule(spec)).value.gradientEvaluations

/** Epochs for which a rule's budget lasts. */
export const epochsOf = (spec: string): number => Math.max(1, Math.round(budget / costOf(spec)))

const flagsOf = (family: Family, noise: string, epochs: number, { first, count }: Seeds): string[] =>
  Object.entries({
    ...flags,
    ...family.flags,
    noise,
    epochs: String(epochs),
    seed: String(first),
    seeds: String(count),
  }).flatMap(([flag, value]) => [`--${flag}`, value])

/** Where the runs of a member stand, below the folder of all. */
export const folderOf = ({ family, spec }: Member, noise: string, { first }: Seeds): string =>
  [
    noise.replace(':', '-'),
    ...Object.values(family.flags ?? {}),
    `${epochsOf(spec)}-epochs`,
    `from-seed-${first}`,
  ].join('/')

/** The runs of some members under one noise: what shares epochs and flags is trained together. */
export function runsOf(
  root: string,
  noise: string,
  members: readonly Member[],
  seeds: Seeds,
): readonly Run[] {
  const found = new Map<string, { flags: readonly string[]; rules: string[] }>()
  for (const member of members) {
    const { family, spec } = member
    const folder = `${root}/${folderOf(member, noise, seeds)}`
    const run = found.get(folder) ?? { flags: flagsOf(family, noise, epochsOf(spec), seeds), rules: [] }
    run.rules.push(spec)
    found.set(folder, run)
  }
  return [...found].map(([folder, { flags, rules }]) => ({
    folder,
    arguments: [...flags, ...rules.flatMap(rule => ['--rule', rule])],
  }))
}

/** Runs what is not finished yet, from wherever it stands. */
export async function finish({ folder, arguments: given }: Run): Promise<void> {
  if (existsSync(`${folder}/result.json`)) return
  process.stderr.write(`${folder}\n`)
  const begun = existsSync(`${folder}/config.json`)
  const command = ['train', ...(begun ? ['--resume', folder] : [...given, '--out', folder])]
  const status = await new Promise<number | null>((resolve, reject) => {
    spawn('npx', ['planish', ...command], { stdio: ['ignore', 'ignore', 'inherit'] })
      .on('error', reject)
      .on('exit', resolve)
  })
  if (status !== 0) throw new Error(`planish ${command.join(' ')} ended with status ${status}`)
}
