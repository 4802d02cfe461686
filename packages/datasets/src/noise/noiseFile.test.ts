import { orThrow, random, safetensors } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import { take } from '../select.ts'
import { corrupt } from './corrupt.ts'
import { applyNoise, noiseFromSafetensors, noiseToSafetensors } from './noiseFile.ts'
import { openSet } from './openSet.ts'
import { symmetric } from './symmetric.ts'

const clean = digits(20, 4)
const noisy = orThrow(corrupt(symmetric({ rate: 0.3 }), random.key(6))(clean))
const stored = orThrow(noiseFromSafetensors(noiseToSafetensors(noisy)))

describe('a noise file', () => {
  it('gives the same noisy data set again, a part too', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (seed, n, part) => {
          const clean = digits(n, 3)
          const noisy = orThrow(corrupt(symmetric({ rate: 0.5 }), random.key(seed))(clean))
          const some = take(Math.min(n, part))
          const file = noiseToSafetensors(some(noisy))
          expect(orThrow(applyNoise(orThrow(noiseFromSafetensors(file)))(some(clean)))).toEqual(some(noisy))
        },
      ),
    )
  })

  it('of open-set noise says which examples are of no class, and is not applied', () => {
    const others = { ...digits(9, 2), name: 'others' }
    const noisy = orThrow(corrupt(openSet({ rate: 0.4 }), random.key(1), { others })(clean))
    const stored = orThrow(noiseFromSafetensors(noiseToSafetensors(noisy)))
    expect(stored.cleanLabels).toEqual(noisy.cleanLabels)
    expect(leftOf(applyNoise(stored)(clean)).hint).toBe('replay its record')
  })

  const { tensors, metadata } = orThrow(safetensors.decode(noiseToSafetensors(noisy)))
  const other = (changed: Parameters<typeof safetensors.encode>[0]) =>
    leftOf(noiseFromSafetensors(safetensors.encode({ ...tensors, ...changed }, metadata))).message
  const ints = (data: number[]) =>
    ({ dtype: 'int32', shape: [data.length], data: Int32Array.from(data) }) as const

  it.each([
    ['no file', () => leftOf(noiseFromSafetensors(Uint8Array.of(1))).message, 'not a safetensors file'],
    [
      'no record',
      () => leftOf(noiseFromSafetensors(safetensors.encode(tensors))).message,
      'its metadata have no noise',
    ],
    [
      'another record',
      () => leftOf(noiseFromSafetensors(safetensors.encode(tensors, { noise: '{}' }))).message,
      'noise record: version',
    ],
    [
      'floats for labels',
      () => other({ labels: { dtype: 'float32', shape: [1], data: Float32Array.of(1) } }),
      'labels is float32, not int32',
    ],
    ['fewer labels', () => other({ labels: ints([0, 1]) }), '2 labels, 20 clean ones'],
    [
      'a label out of range',
      () => other({ labels: ints(new Array(20).fill(4)) }),
      'label 4 of example 0 is not in [0, 4)',
    ],
    [
      'a clean label out of range',
      () => other({ cleanLabels: ints(new Array(20).fill(-2)) }),
      'label -2 of example 0',
    ],
    [
      'other labels',
      () => other({ labels: ints(new Array(20).fill(1)) }),
      'its mask is not that of its labels',
    ],
    [
      'a matrix of another shape',
      () => other({ realisedMatrix: { dtype: 'float64', shape: [1], data: Float64Array.of(1) } }),
      'its realised matrix is of shape [1], not [4, 4]',
    ],
    [
      'labels in rows',
      () =>
        other({
          labels: {
            dtype: 'int32',
            shape: [2, noisy.labels.length / 2],
            data: Int32Array.from(noisy.labels),
          },
        }),
      'labels is of shape [2, ',
    ],
    [
      'another matrix',
      () => other({ realisedMatrix: { dtype: 'float64', shape: [4, 4], data: new Float64Array(16) } }),
      'its realised matrix is not that of its labels',
    ],
  ])('with %s is refused', (_, message, expected) => {
    expect(message()).toContain(expected)
  })

  it('without a tensor is refused', () => {
    const { mask: _, ...rest } = tensors
    const error = leftOf(noiseFromSafetensors(safetensors.encode(rest, metadata)))
    expect(error.code).toBe('format')
    expect(error.message).toBe('noise file: it has no tensor mask')
  })

  it.each([
    ['noisy already', noisy, '"digits" is noisy already'],
    ['of other classes', { ...clean, classes: 5 }, 'the stored noise is of 4 classes, "digits" has 5'],
    [
      'longer',
      digits(24, 4),
      'the stored noise is of other data than "digits": they differ from example 20 on',
    ],
    [
      'in another order',
      { ...clean, labels: clean.labels.toReversed() },
      'of other data than "digits": they differ from example 0 on',
    ],
  ])('is not applied to data that are %s', (_, dataset, message) => {
    const error = leftOf(applyNoise(stored)(dataset))
    expect(error.code).toBe('usage')
    expect(error.message).toContain(message)
  })
})
