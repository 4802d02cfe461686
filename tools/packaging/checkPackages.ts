// `npm run check:packages`: whether the packages, as built, are fit for strangers.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browser } from './checks/browser.ts'
import type { Check } from './checks/check.ts'
import { commandCheck } from './checks/commandCheck.ts'
import { manifests } from './checks/manifests.ts'
import { publint } from './checks/publint.ts'
import { types } from './checks/types.ts'
import { versioning } from './checks/versioning.ts'
import { packAll } from './pack.ts'

const checks: readonly Check[] = [
  manifests,
  publint,
  types,
  browser,
  commandCheck(
    'no unused file, export or dependency (knip)',
    'remove it, or say in knip.jsonc who uses it',
    'knip',
    '--no-progress',
    '--no-config-hints',
  ),
  commandCheck('manifests of one mind (sherif)', '`npx sherif --fix` mends most', 'sherif'),
  commandCheck(
    'no import cycle (biome)',
    'move what both files need into a third',
    'biome',
    'lint',
    '--only=suspicious/noImportCycles',
    '.',
  ),
  commandCheck(
    'size of what is imported, gzip, without tfjs (size-limit)',
    'make it smaller, or raise the budget in .size-limit.json and say in the commit why',
    'size-limit',
  ),
  versioning,
]

/** Runs them two at a time: most are commands that work on one core. */
async function runAll(tarballs: ReadonlyMap<string, string>): Promise<boolean> {
  const waiting = [...checks]
  let sound = true
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const began = performance.now()
      const faults = await check.run(tarballs).catch((thrown: unknown) => [String(thrown)])
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)`)
      if (faults.length === 0) continue
      sound = false
      console.log([...faults, `→ ${check.advice}`].join('\n').replace(/^/gm, '  '))
    }
  }
  await Promise.all([work(), work()])
  return sound
}

const folder = await mkdtemp(join(tmpdir(), 'planish-packages-'))
try {
  if (!(await runAll(await packAll(folder)))) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
