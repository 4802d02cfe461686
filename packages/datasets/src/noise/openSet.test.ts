import { orThrow, random } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import type { Dataset } from '../dataset.ts'
import { inspect } from '../inspect.ts'
import { subset } from '../select.ts'
import { compose } from './compose.ts'
import { corrupt, replay } from './corrupt.ts'
import { transitionMatrix } from './kinds.ts'
import { openSet, openSetMask } from './openSet.ts'
import { symmetric } from './symmetric.ts'

const clean = digits(100, 4)
/** Example i holds [1000 + i, 1000 + i]. */
const others: Dataset = {
  ...digits(120, 7),
  name: 'others',
  inputs: Float32Array.from({ length: 240 }, (_, at) => 1000 + (at >> 1)),
}
const noise = openSet({ rate: 0.3, count: 'exact' })
const noisy = orThrow(corrupt(noise, random.key(1), { others })(clean))

describe('open-set noise', () => {
  it('puts other examples, each once, under labels that stay', () => {
    const mask = openSetMask(noisy)
    expect(mask.reduce((sum, outside) => sum + outside, 0)).toBe(30)
    expect(noisy.labels).toEqual(clean.labels)
    const taken = new Set<number>()
    for (const [index, outside] of mask.entries()) {
      const [x, y] = noisy.inputs.subarray(2 * index, 2 * index + 2)
      if (outside === 1) {
        expect(x).toBeGreaterThanOrEqual(1000)
        expect(y).toBe(x)
        taken.add(x as number)
      } else expect([x, y]).toEqual([...clean.inputs.subarray(2 * index, 2 * index + 2)])
    }
    expect(taken.size).toBe(30)
    expect(clean.inputs).toEqual(digits(100, 4).inputs)
  })

  it('keeps books: no clean label, a mask, no row of the matrix, in parts too', () => {
    const mask = openSetMask(noisy)
    expect(noisy.mask).toEqual(mask)
    expect([...noisy.cleanLabels]).toEqual(Array.from(mask, (outside, i) => (outside === 1 ? -1 : i % 4)))
    expect(noisy.realisedMatrix.map((row, i) => row[i])).toEqual([1, 1, 1, 1])
    const part = subset([3, 5, 8, 13, 21, 34, 55, 89])(noisy)
    expect([...openSetMask(part)]).toEqual([3, 5, 8, 13, 21, 34, 55, 89].map(index => mask[index]))
    const { noiseRate, cleanCountPerClass } = inspect(noisy)
    expect(noiseRate).toBe(0.3)
    expect(cleanCountPerClass?.reduce((sum, count) => sum + count, 0)).toBe(70)
  })

  it('replaces, with one key, at a higher rate all that a lower one does, by the same examples', () => {
    const at = (rate: number) => orThrow(corrupt(openSet({ rate }), random.key(3), { others })(clean))
    const [lower, higher] = [at(0.2), at(0.6)]
    for (const [index, outside] of openSetMask(lower).entries()) {
      if (outside === 1) expect(higher.inputs[2 * index]).toBe(lower.inputs[2 * index])
    }
  })

  it('is replayed with the same other examples alone', () => {
    expect(orThrow(replay(noisy.noise, { others })(clean))).toEqual(noisy)
    const moved = { ...others, inputs: others.inputs.map(value => value + 1) }
    expect(leftOf(replay(noisy.noise, { others: moved })(clean)).message).toContain(
      'other inputs of the other data set',
    )
    expect(leftOf(replay(noisy.noise)(clean)).message).toBe(
      'openSet noise needs a data set of other examples',
    )
  })

  it('goes with label noise, in either order', () => {
    for (const parts of [
      [noise, symmetric({ rate: 0.5, count: 'exact' })],
      [symmetric({ rate: 0.5, count: 'exact' }), noise],
    ]) {
      const both = orThrow(corrupt(compose(...parts), random.key(2), { others })(clean))
      const outside = openSetMask(both)
      expect(outside.reduce((sum, flag) => sum + flag, 0)).toBe(30)
      const wrong = Array.from(both.labels, (label, i) => (outside[i] === 1 || label !== i % 4 ? 1 : 0))
      expect([...both.mask]).toEqual(wrong)
      expect(wrong.reduce<number>((sum, flag) => sum + flag, 0)).toBeGreaterThan(50)
      expect(orThrow(replay(both.noise, { others })(clean))).toEqual(both)
    }
  })

  it.each<[string, Partial<Dataset>, string]>([
    ['shape', { inputShape: [1, 2] }, '"others" has inputs of shape [1, 2], "digits" of [2]'],
    ['type', { inputs: new Uint8Array(240) }, 'one of "others" and "digits" holds bytes, the other floats'],
    ['scale', { scale: { divide: 2, mean: 0 } }, '"others" is divided by 2, "digits" by 1'],
    ['size', { inputs: new Float32Array(0), labels: new Int32Array(0) }, '"others" is empty'],
  ])('of another %s is refused', (_, change, message) => {
    const error = leftOf(corrupt(noise, random.key(0), { others: { ...others, ...change } })(clean))
    expect(error.message).toBe(`open-set noise: ${message}`)
  })

  it('has no matrix', () => {
    expect(leftOf(transitionMatrix(noise, 4)).message).toContain('makes inputs wrong, not labels')
  })
})
