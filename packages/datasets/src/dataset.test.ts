import { describe, expect, it } from 'vitest'
import { digits } from '../test/digits.ts'
import { leftOf } from '../test/either.ts'
import { checkDataset } from './dataset.ts'

describe('checkDataset', () => {
  it('hands on what fits together', () => {
    const dataset = digits(5, 3)
    expect(checkDataset(dataset)).toEqual({ _tag: 'Right', right: dataset })
  })

  it.each([
    ['inputs', { inputs: new Float32Array(9) }, '9 input values are not 5 examples of shape [2]'],
    ['a label above', { labels: Int32Array.of(0, 1, 2, 3, 0) }, 'label 3 of example 3 is not in [0, 3)'],
    ['a label below', { labels: Int32Array.of(0, 1, -1, 2, 0) }, 'label -1 of example 2 is not in [0, 3)'],
    ['names', { classNames: ['one', 'two'] }, '2 class names for 3 classes'],
    ['classes', { classes: 0 }, 'the number of classes is 0'],
  ])('names the %s that do not fit', (_, change, message) => {
    const error = leftOf(checkDataset({ ...digits(5, 3), ...change }))
    expect(error.code).toBe('format')
    expect(error.message).toBe(`data set "digits": ${message}`)
  })
})
