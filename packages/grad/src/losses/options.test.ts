import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { backwardCorrection } from './backwardCorrection.ts'
import { bootstrapping } from './bootstrapping.ts'
import { earlyLearning } from './earlyLearning.ts'
import { focal } from './focal.ts'
import { forwardCorrection } from './forwardCorrection.ts'
import { generalisedCrossEntropy } from './generalisedCrossEntropy.ts'
import { labelSmoothing } from './labelSmoothing.ts'
import { symmetricCrossEntropy } from './symmetricCrossEntropy.ts'
import { inverseTransition } from './transition.ts'

const uniform = [
  [0.5, 0.5],
  [0.5, 0.5],
]

describe('options that make no loss are refused in words', () => {
  it.each<[() => unknown, string]>([
    [() => labelSmoothing({ smoothing: 1.5 }), 'labelSmoothing: smoothing must lie in [0, 1], not 1.5'],
    [() => generalisedCrossEntropy({ q: 0 }), 'generalisedCrossEntropy: q must lie in (0, 1], not 0'],
    [
      () => generalisedCrossEntropy({ truncation: 1 }),
      'generalisedCrossEntropy: truncation must lie in [0, 1), not 1',
    ],
    [
      () => symmetricCrossEntropy({ alpha: -1 }),
      'symmetricCrossEntropy: alpha must be a number from 0, not -1',
    ],
    [
      () => symmetricCrossEntropy({ beta: Number.NaN }),
      'symmetricCrossEntropy: beta must be a number from 0, not NaN',
    ],
    [
      () => symmetricCrossEntropy({ logZero: 0 }),
      'symmetricCrossEntropy: logZero must be a number below 0, not 0',
    ],
    [() => bootstrapping({ beta: -0.1 }), 'bootstrapping: beta must lie in [0, 1], not -0.1'],
    [() => focal({ gamma: -1 }), 'focal: gamma must be a number from 0, not -1'],
    [() => earlyLearning({ lambda: -1 }), 'earlyLearning: lambda must be a number from 0, not -1'],
    [() => backwardCorrection([]), 'backwardCorrection: T has no rows'],
    [
      () => backwardCorrection([[1, 0], [1]]),
      'backwardCorrection: T is square, but row 1 of 2 has 1 entries',
    ],
    [
      () =>
        forwardCorrection([
          [1, 0],
          [0.5, 0.4],
        ]),
      'forwardCorrection: row 1 of T sums to 0.9',
    ],
    [
      () =>
        forwardCorrection([
          [1.5, -0.5],
          [0, 1],
        ]),
      'forwardCorrection: row 0 of T holds -0.5',
    ],
    [
      () =>
        forwardCorrection([
          [0, 1],
          [0, 1],
        ]),
      'forwardCorrection: column 0 of T is zero',
    ],
    [() => backwardCorrection(uniform), 'backwardCorrection: T has no inverse'],
  ])('%#', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'usage', message }))
  })

  it('uniform labels can still be corrected forward', () => {
    expect(forwardCorrection(uniform).name).toBe('forwardCorrection')
  })

  it('logits of another number of classes than T', () => {
    const identity = [
      [1, 0],
      [0, 1],
    ]
    tf.tidy(() => {
      for (const make of [forwardCorrection, backwardCorrection]) {
        const loss = make(identity)
        expect(() => loss.perExample(tf.zeros([1, 3]), tf.zeros([1], 'int32'))).toThrow(
          expect.objectContaining({
            code: 'model',
            message: `${loss.name}: T is of 2 classes, the logits are of 3`,
          }),
        )
      }
    })
  })

  it('early-learning labels without a target', () => {
    tf.tidy(() => {
      for (const labels of [tf.zeros([1], 'int32'), tf.zeros([1, 3]), tf.zeros([1, 6], 'int32')]) {
        expect(() => earlyLearning().residual(tf.zeros([1, 3]), labels)).toThrow(/do not fit logits of shape/)
      }
    })
  })
})

it('inverts with zeros on the diagonal, and large matrices to rounding', () => {
  const size = 100
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (j === (i + 1) % size ? 0.7 : 0.3 / (size - 1))),
  )
  const inverse = inverseTransition('backwardCorrection', matrix)
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j < size; j++) {
      const product = row.reduce((sum, value, k) => sum + value * (inverse[k]?.[j] as number), 0)
      expect(product).toBeCloseTo(i === j ? 1 : 0, 12)
    }
  }
  expect(
    inverseTransition('backwardCorrection', [
      [0, 1],
      [1, 0],
    ]),
  ).toEqual([
    [0, 1],
    [1, 0],
  ])
})
