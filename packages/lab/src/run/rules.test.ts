import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orThrow } from '@planish/core'
import { expect, it, onTestFinished } from 'vitest'
import { ruleKinds } from '../spec/rules.ts'
import { createRun } from './directory.ts'
import { prepare } from './prepare.ts'
import { goOn, tinyConfig } from './testing/tinyRun.ts'

/** Needs a normalisation to perturb, which the toy's network has not. */
const normalising = 'samOn'

it('trains by every rule that can be named, and counts what its steps cost', async () => {
  const root = mkdtempSync(join(tmpdir(), 'planish-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const named = ruleKinds.filter(({ kind }) => kind !== normalising)
  const rules = named.map(({ kind }) => kind)
  const run = await createRun(join(root, 'run'), { ...tinyConfig, seeds: 1, rules })
  const { metrics, result } = orThrow(await goOn(run))
  expect(metrics).toHaveLength(rules.length * tinyConfig.epochs)
  const [sgd = Number.NaN] = result.rows.map(row => row.gradientEvaluations)
  for (const [index, { gradientEvaluations: cost, kind }] of named.entries()) {
    const row = result.rows[index]
    expect(row?.gradientEvaluations, kind).toBeCloseTo(cost * sgd, 9)
    expect(row?.peak, kind).toBeGreaterThan(0.3)
  }
})

it.each([
  ['samOn', {}, 'samOn: no parameter is a normalisation layer’s'],
  [
    'earlyLearning',
    { loss: 'focal' },
    'rule earlyLearning has a loss of its own, which --loss focal would not change',
  ],
])('refuses %s before there is a run where it does not go with the rest', async (rule, rest, message) => {
  const prepared = await prepare({ ...tinyConfig, ...rest, rules: [rule] })()
  expect(prepared).toMatchObject({ left: { code: 'usage', message: expect.stringContaining(message) } })
})
