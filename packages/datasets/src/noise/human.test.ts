import { orThrow, random } from '@planish/core'
import { expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { readingFrom } from '../../test/reading.ts'
import { cifar10 } from '../cifar/cifar10.ts'
import { digestLabels } from '../digest.ts'
import { readCifar10N } from '../humanLabels/readCifarN.ts'
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

it('CIFAR-10N’s are read from its file for CIFAR-10’s images', async () => {
  const read = readingFrom({ 'cifar-10-binary.tar.gz': fixture('cifar/cifar-10-binary.tar.gz') })
  const { train } = orThrow(await cifar10.read(read)())
  const { worst } = orThrow(readCifar10N(fixture('cifarN/CIFAR-10_human.pt'), train.labels))
  const given = { human: { labels: worst, cleanLabels: train.labels } }
  const noisy = orThrow(corrupt(human({ name: 'CIFAR-10N worst' }), random.key(0), given)(train))
  expect(noisy.labels).toEqual(worst)
  expect(noisy.noise.spec).toMatchObject({ name: 'CIFAR-10N worst', labels: digestLabels(worst) })
})
