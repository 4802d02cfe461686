import { orThrow, random } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { digits } from '../../../test/digits.ts'
import { leftOf } from '../../../test/either.ts'
import type { Dataset } from '../../dataset.ts'
import { corrupt, replay } from '../corrupt.ts'
import { decodeNoise, transitionMatrix } from '../kinds.ts'
import golden from '../numpyNoise.golden.json' with { type: 'json' }
import { instanceDependent } from './instanceDependent.ts'
import { columnsOf, instanceProbabilities } from './instanceProbabilities.ts'

const points = (n: number, classes: number, dimension: number): Dataset => ({
  ...digits(n, classes),
  inputs: random.normal(random.key(99), n * dimension),
  inputShape: [dimension],
})

const rateOf = (rate: number, seed: number, n = 20_000): number => {
  const { mask } = orThrow(corrupt(instanceDependent({ rate }), random.key(seed))(points(n, 4, 3)))
  return mask.reduce((sum, wrong) => sum + wrong, 0) / n
}

describe('the probabilities of algorithm 2', () => {
  it('are NumPy’s, of the same q and W', () => {
    const { x, weights, labels, q, rows } = golden.instance
    for (const [i, expected] of rows.entries()) {
      const own = labels[i] as number
      const found = instanceProbabilities(
        Float32Array.from(x[i] ?? []),
        columnsOf(Float32Array.from(weights[own] ?? []), 4),
        own,
        q[i] as number,
        4,
      )
      for (const [j, p] of expected.entries()) expect(found[j]).toBeCloseTo(p, 14)
    }
  })

  it('bear scores that exp does not', () => {
    const found = instanceProbabilities(Float32Array.of(1000), Float32Array.of(0, 900, -900), 0, 0.25, 3)
    expect([...found]).toEqual([0.75, 0.25, 0])
  })
})

describe('instance-dependent noise', () => {
  // Means of N(τ, 0.1²) cut to [0, 1], by scipy.stats.truncnorm; 20,000 labels stray by 0.0035 in a standard deviation.
  it.each([
    [0, 0.0797885],
    [0.1, 0.12876],
    [0.4, 0.4000134],
    [1, 0.9202115],
  ])('of rate %d makes a share %d wrong', (rate, mean) => {
    expect(Math.abs(rateOf(rate, 3) - mean)).toBeLessThan(0.0035 * 5)
  })

  it('is mistaken for what its features say: equal examples of one class for the same', () => {
    const equal = { ...points(2000, 4, 3), inputs: new Float32Array(6000).fill(3) }
    const { labels } = orThrow(corrupt(instanceDependent({ rate: 0.9 }), random.key(1))(equal))
    const ofFirst = labels.filter((label, index) => index % 4 === 0 && label !== 0)
    const counts = [1, 2, 3].map(j => ofFirst.filter(label => label === j).length)
    expect(Math.max(...counts) / ofFirst.length).toBeGreaterThan(0.6) // even odds would give a third
  })

  it('sees bytes scaled', () => {
    const bytes: Dataset = {
      ...digits(400, 4),
      inputs: Uint8Array.from({ length: 800 }, (_, i) => (37 * i) % 256),
      scale: { divide: 255, mean: 0.5 },
    }
    const floats: Dataset = {
      ...bytes,
      inputs: Float32Array.from(bytes.inputs, byte => byte / 255 - 0.5),
      scale: { divide: 1, mean: 0 },
    }
    const labelsOf = (data: Dataset) =>
      orThrow(corrupt(instanceDependent({ rate: 0.5 }), random.key(2))(data)).labels
    expect(labelsOf(bytes)).toEqual(labelsOf(floats))
  })

  it('is recorded with its inputs, and not replayed on others', () => {
    const clean = points(50, 4, 3)
    const noisy = orThrow(corrupt(instanceDependent({ rate: 0.4 }), random.key(0))(clean))
    expect(noisy.noise.spec).toEqual({
      kind: 'instance',
      rate: 0.4,
      deviation: 0.1,
      inputs: expect.stringMatching(/^sha256:/),
    })
    expect(orThrow(replay(noisy.noise)(clean))).toEqual(noisy)
    const moved = { ...clean, inputs: clean.inputs.map(value => value + 1) }
    expect(leftOf(replay(noisy.noise)(moved)).message).toContain('recorded with other inputs: sha256:')
    const rescaled = { ...clean, scale: { divide: 1, mean: 0.5 } }
    expect(leftOf(replay(noisy.noise)(rescaled)).message).toContain('recorded with other inputs: sha256:')
  })

  it('is refused where it can mean nothing', () => {
    const add = corrupt(instanceDependent({ rate: 0.4 }), random.key(0))
    const broken = points(5, 4, 3)
    broken.inputs[7] = Number.NaN
    expect(leftOf(add(broken)).message).toBe(
      'instance noise: example 2 of "digits" holds NaN, which is not finite',
    )
    expect(leftOf(add(digits(3, 1))).message).toBe('instance noise needs at least 2 classes, there are 1')
    expect(leftOf(transitionMatrix(instanceDependent({ rate: 0.4 }), 4)).message).toContain(
      'depends on the inputs',
    )
    expect(leftOf(decodeNoise({ kind: 'instance', rate: 0.4, deviation: 0 })).message).toContain('deviation')
  })
})
