import { expect, it } from 'vitest'
import { count, list, percent, points, roundPercent, seconds } from './format.ts'

it('separates thousands, of whole numbers and of means', () => {
  expect([1, 999, 1000, 1234567, 1234.56].map(count)).toEqual([
    '1',
    '999',
    '1\u202f000',
    '1\u202f234\u202f567',
    '1\u202f234.6',
  ])
})

it('gives seconds about three digits', () => {
  expect([0.123, 9.94, 9.96, 99.9, 99.96, 1234].map(seconds)).toEqual([
    '0.12',
    '9.94',
    '10.0',
    '99.9',
    '100',
    '1\u202f234',
  ])
})

it('gives shares one decimal, rates only those they need', () => {
  expect(percent(0.8412)).toBe('84.1\u00a0%')
  expect(roundPercent(0.4)).toBe('40\u00a0%')
  expect(roundPercent(0.2857)).toBe('28.6\u00a0%')
  expect(points(-0.0221)).toBe('2.2\u00a0points')
})

it('joins lists as one writes them', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(items => list(items))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})
