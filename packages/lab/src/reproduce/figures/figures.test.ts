import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { decodeConfig, fingerprint } from '../../run/config.ts'
import type { Size } from '../result.ts'
import { configOf, familiesOf, type Study, tuningSeed } from '../study/study.ts'
import { figures } from './figures.ts'

const sizes: readonly Size[] = ['quick', 'default', 'paper']

const configs = (study: Study) =>
  study.conditions.flatMap(condition =>
    familiesOf(study, condition).flatMap(({ candidates }) =>
      candidates.map(candidate =>
        configOf(study, condition, candidate, tuningSeed, { backend: 'cpu', versions: {} }),
      ),
    ),
  )

it('names each figure once, as a word of an address', () => {
  const names = figures.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

describe.each(figures.map(figure => [figure.name, figure] as const))('%s', (_, figure) => {
  it.each(sizes)('has a study of size %s that can be configured', size => {
    const study = figure.study(size)
    const all = configs(study)
    for (const config of all) orThrow(decodeConfig()(config))
    const names = study.conditions.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    if (study.tunedAt !== undefined) expect(names).toContain(study.tunedAt)
    expect(study.seeds).toBeGreaterThanOrEqual(size === 'quick' ? 2 : 5)
  })

  it.each(sizes)(
    'lets every family of a condition choose among as many trainings, or says why not (%s)',
    size => {
      const study = figure.study(size)
      for (const condition of study.conditions) {
        const counts = familiesOf(study, condition).map(({ candidates }) => candidates.length)
        // Candidates that a condition makes equal would be one training counted twice.
        for (const { candidates } of familiesOf(study, condition)) {
          const different = candidates.map(candidate =>
            fingerprint(configOf(study, condition, candidate, tuningSeed, { backend: 'cpu', versions: {} })),
          )
          expect(new Set(different).size).toBe(different.length)
        }
        if (new Set(counts).size > 1) expect(figure.unevenSearch).toBeDefined()
      }
    },
  )
})
