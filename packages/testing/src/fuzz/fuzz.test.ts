import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { BackendName } from '@planish/backend'
import { toPlanishError } from '@planish/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { differenceOf } from './compare.ts'
import type { Outcome } from './evaluate.ts'
import { fuzz } from './fuzz.ts'
import { generate } from './generate.ts'
import { operations } from './operations/index.ts'
import { regressions } from './regressions.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const worker = pathOf('../../dist/fuzz/worker.js')

beforeAll(() => {
  const tsdown = pathOf('../../../../node_modules/tsdown/dist/run.mjs')
  execFileSync(process.execPath, [tsdown, '--config', pathOf('tsdown.config.ts')], { stdio: 'pipe' })
}, 60_000)

/** How many random cases each backend is held to here; `npm run fuzz` runs as many as are asked for. */
const bounded: readonly (readonly [backend: BackendName, cases: number])[] = [
  ['wasm', 200],
  ['native', 100],
  ['webgpu', 10], // shaders compile slowly where the GPU is imitated
]

const random = (cases: number) =>
  Array.from({ length: cases }, (_, index) => generate(20_261_124, index, operations))

describe.each(bounded)('%s', (backend, count) => {
  it('does as the cpu backend does, in every case that was once wrong and in random ones', async context => {
    const cases = [...regressions, ...random(count)]
    try {
      const { findings, cases: ran } = await fuzz({ backend, worker, cases })
      expect(findings).toEqual([])
      expect(ran).toBe(cases.length)
    } catch (thrown) {
      const error = toPlanishError('backend')(thrown)
      if (process.env.CI !== undefined || error.code !== 'backend') throw thrown
      context.skip(error.message)
    }
  }, 300_000)
})

it('draws the same cases from the same seed, others from another, and comes to every operation', () => {
  expect(random(20)).toEqual(random(20))
  expect(generate(1, 0, operations)).not.toEqual(generate(2, 0, operations))
  const drawn = new Set(Array.from({ length: 1_500 }, (_, index) => generate(1, index, operations).operation))
  expect(operations.map(({ name }) => name).filter(name => !drawn.has(name))).toEqual([])
})

describe('a difference', () => {
  const outcome = (...elements: number[]): Outcome => ({
    name: 'value',
    shape: [elements.length],
    dtype: 'float32',
    elements: Float32Array.from(elements),
  })

  it('is more than rounding, which is judged by the sums of absolute values', () => {
    expect(differenceOf(outcome(1, 1e-5), outcome(1, 0), undefined, 1e-4)).toBeUndefined()
    expect(differenceOf(outcome(1, 1e-3), outcome(1, 0), undefined, 1e-4)).toContain('number 1 is')
    expect(differenceOf(outcome(100, 1e-3), outcome(100, 0), undefined, 1e-4)).toBeUndefined()
    expect(differenceOf(outcome(100, 1e-3), outcome(100, 0), outcome(100, 1), 1e-4)).toContain('1 of 2')
  })

  it('is what is not a number, infinite, or of another shape or type', () => {
    expect(differenceOf(outcome(Number.NaN), outcome(1), undefined, 1)).toContain('NaN instead of 1')
    expect(differenceOf(outcome(Number.NaN), outcome(Number.NaN), undefined, 1)).toBeUndefined()
    expect(differenceOf(outcome(Number.POSITIVE_INFINITY), outcome(1), undefined, 1)).toContain('Infinity')
    expect(differenceOf(outcome(1, 2), outcome(1), undefined, 1)).toContain('shape [2]')
  })
})
