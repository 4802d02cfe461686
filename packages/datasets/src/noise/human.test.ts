import { orThrow, random } from '@planish/core'
import { expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import { take } from '../select.ts'
import { corrupt, replay } from './corrupt.ts'
import { human } from './human.ts'
import { transitionMatrix } from './kinds.ts'
import { noiseFromJson, noiseToJson } from './record.ts'

const clean = digits(6, 3)
const labels = Int32Array.of(0, 1, 1, 0, 2, 2)
const given = { human: { labels, cleanLabels: clean.labels.slice() } }
const noisy = orThrow(corrupt(human({ name: 'three people' }), random.key(0), given)(clean))

it('human labels are taken as they are, whatever the key, with their books', () => {
  expect(noisy.labels).toEqual(labels)
  expect(noisy.labels).not.toBe(labels)
  expect([...noisy.mask]).toEqual([0, 0, 1, 0, 1, 0])
  expect(noisy.realisedMatrix).toEqual([
    [1, 0, 0],
    [0, 0.5, 0.5],
    [0, 0.5, 0.5],
  ])
  expect([...take(3)(noisy).mask]).toEqual([0, 0, 1])
})

it('a record of them is small, and is replayed with the same labels alone', () => {
  const record = orThrow(noiseFromJson(noiseToJson(noisy.noise)))
  expect(orThrow(replay(record, given)(clean))).toEqual(noisy)
  expect(leftOf(replay(record)(clean)).hint).toBe(
    'give it to corrupt or replay: corrupt(spec, key, { human })',
  )
  const others = { human: { ...given.human, labels: labels.map(label => 2 - label) } }
  expect(leftOf(replay(record, others)(clean)).message).toContain('recorded with other labels: sha256:')
})

it.each([
  [
    'order',
    clean.labels.slice().reverse(),
    labels,
    'example 0 of "digits" has label 0, beside the human label its clean label is 2',
  ],
  [
    'number',
    clean.labels.slice(0, 5),
    labels,
    '6 labels and 5 clean ones are not for the 6 examples of "digits"',
  ],
  ['class', clean.labels, Int32Array.of(0, 1, 3, 0, 2, 2), 'label 3 of example 2 is not in [0, 3)'],
])('another %s is refused', (_, cleanLabels, labels, message) => {
  const error = leftOf(corrupt(human(), random.key(0), { human: { labels, cleanLabels } })(clean))
  expect(error.code).toBe('usage')
  expect(error.message).toContain(`human noise: ${message}`)
})

it('they have no matrix before they are seen', () => {
  expect(leftOf(transitionMatrix(human(), 3)).hint).toContain('realisedMatrix')
})
