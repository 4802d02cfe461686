import { readFileSync } from 'node:fs'
import type { EpochMetrics, RunResult } from '../../packages/lab/src/run/record.ts'
import type { Seeds } from './grid.ts'
import { canonical, epochsOf, folderOf, type Member } from './runs.ts'

/** What came of a rule under one noise and one seed. */
export interface Trial {
  readonly seed: number
  /** Best accuracy of any epoch on the noisy validation examples: what is chosen by. */
  readonly validation: number
  /** Test accuracy at that epoch. */
  readonly selected: number
  /** Best test accuracy of any epoch. */
  readonly peak: number
  readonly final: number
}

/** A value of a rule's option, and what came of it. */
export interface Tried {
  readonly value: number
  readonly spec: string
  readonly epochs: number
  readonly trials: readonly Trial[]
}

/** A rule under one noise: all values that were tried, and the chosen one with its further trials. */
export interface Cell {
  readonly noise: string
  readonly family: string
  readonly tried: readonly Tried[]
  readonly chosen: Tried
}

/** What docs/guides/which-sam.json holds. */
export interface Results {
  readonly flags: { readonly [flag: string]: string }
  readonly budget: number
  readonly choosing: Seeds
  readonly repeating: Seeds
  readonly cells: readonly Cell[]
}

/** The results of a member's run. */
export function resultsOf(root: string, member: Member, noise: string, seeds: Seeds): Tried {
  const spec = canonical(member.spec)
  const folder = `${root}/${folderOf(member, noise, seeds)}`
  const { rows }: RunResult = JSON.parse(readFileSync(`${folder}/result.json`, 'utf8'))
  const row = rows.find(({ rule }) => canonical(rule) === spec)
  if (row === undefined) throw new Error(`${folder} holds no ${spec}`)
  const epochs: EpochMetrics[] = readFileSync(`${folder}/metrics.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .filter(({ rule }: EpochMetrics) => canonical(rule) === spec)
  return {
    value: member.value,
    spec,
    epochs: epochsOf(member.spec),
    trials: row.trials.map(({ seed, noisyValidation, peak, final }) => ({
      seed,
      validation: Math.max(...epochs.filter(epoch => epoch.seed === seed).map(epoch => epoch.validation)),
      selected: noisyValidation,
      peak,
      final,
    })),
  }
}
