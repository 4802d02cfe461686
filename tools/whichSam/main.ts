/**
 * The table of the guide "Choose a rule of the SAM family": trains every rule under every noise and writes what came of
 * it to docs/guides/which-sam.json. Takes hours; goes on from where it was stopped.
 *
 *     npm run which-sam [-- FOLDER]      (default runs/which-sam)
 */
import { writeFileSync } from 'node:fs'
import { budget, choosing, families, flags, noises, repeating } from './grid.ts'
import { type Cell, type Results, resultsOf } from './results.ts'
import { finish, type Member, runsOf } from './runs.ts'

const root = process.argv[2] ?? 'runs/which-sam'

const validationOf = (member: Member, noise: string): number =>
  resultsOf(root, member, noise, choosing).trials[0]?.validation ?? Number.NEGATIVE_INFINITY

async function cellsUnder(noise: string): Promise<readonly Cell[]> {
  const members = families.map(family =>
    family.values.map(value => ({ family, value, spec: family.spec(value) })),
  )
  for (const run of runsOf(root, noise, members.flat(), choosing)) await finish(run)
  const best = members.map(all =>
    all.reduce((a, b) => (validationOf(b, noise) > validationOf(a, noise) ? b : a)),
  )
  for (const run of runsOf(root, noise, best, repeating)) await finish(run)
  return best.map((member, index) => {
    const tried = (members[index] ?? []).map(other => resultsOf(root, other, noise, choosing))
    const first = resultsOf(root, member, noise, choosing)
    const rest = resultsOf(root, member, noise, repeating)
    const chosen = { ...first, trials: [...first.trials, ...rest.trials] }
    return { noise, family: member.family.name, tried, chosen }
  })
}

const cells: Cell[] = []
for (const noise of noises) cells.push(...(await cellsUnder(noise)))
const results: Results = { flags, budget, choosing, repeating, cells }
writeFileSync('docs/guides/which-sam.json', `${JSON.stringify(results, null, 2)}\n`)
