import { orThrow, random } from '@planish/core'
import { expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { digestLabels } from '../digest.ts'
import { asymmetric } from './asymmetric.ts'
import { compose } from './compose.ts'
import { corrupt } from './corrupt.ts'
import { digestNumbers } from './digestNumbers.ts'
import { dispersive } from './dispersive.ts'
import { human } from './human.ts'
import { instanceDependent } from './instance/instanceDependent.ts'
import { noiseKinds } from './kinds.ts'
import { matrix } from './matrix.ts'
import { openSet } from './openSet.ts'
import { pairFlip } from './pairFlip.ts'
import { pmd } from './pmd/pmd.ts'
import { randomMatrix } from './random/randomMatrix.ts'
import type { NoiseSpec } from './spec.ts'
import { symmetric } from './symmetric.ts'

const clean = { ...digits(500, 10), inputs: random.normal(random.key(1), 1000) }
/** The own class with 0.5 and up, the next with most of what is left. */
const posterior = Float64Array.from({ length: 5000 }, (_, at) => {
  const index = Math.floor(at / 10)
  const sure = 0.5 + index / 1000
  const step = (at - index + 5000) % 10
  return step === 0 ? sure : step === 1 ? (1 - sure) * 0.6 : (1 - sure) * 0.05
})
const sources = {
  posterior,
  human: { labels: clean.labels.map(label => (label * 7) % 10), cleanLabels: clean.labels },
  others: { ...digits(300, 2), name: 'others' },
}
const rows = Array.from({ length: 10 }, (_, i) =>
  Array.from({ length: 10 }, (_, j) => (i === j ? 0.55 : 0.05)),
)

/** Of the labels, the clean labels and the inputs, each fingerprint's beginning. */
const pinned: readonly (readonly [NoiseSpec, string])[] = [
  [symmetric({ rate: 0.4 }), '652763 f36a0c 06a391'],
  [pairFlip({ rate: 0.4, count: 'exact' }), 'dbdee7 f36a0c 06a391'],
  [asymmetric({ map: 'cifar10', rate: 0.4 }), '1ac7f2 f36a0c 06a391'],
  [matrix({ matrix: rows }), 'e16d75 f36a0c 06a391'],
  [randomMatrix({ trace: 6, count: 'exact' }), 'fb8d8d f36a0c 06a391'],
  [dispersive({ rate: 0.4, among: 3 }), 'd23d2b f36a0c 06a391'],
  [instanceDependent({ rate: 0.4 }), '1fb89d f36a0c 06a391'],
  [pmd({ type: 1, rate: 0.4 }), '0d175e f36a0c 06a391'],
  [human(), 'c8206a f36a0c 06a391'],
  [openSet({ rate: 0.4 }), 'f36a0c 3950b6 988f53'],
  [
    compose(symmetric({ rate: 0.2 }), instanceDependent({ rate: 0.2 }), openSet({ rate: 0.2 })),
    '246f92 ab0745 e955d6',
  ],
]

it('the same key gives the same noise, of every kind, on every platform', () => {
  const found = pinned.map(([spec]) => {
    const { labels, cleanLabels, inputs } = orThrow(corrupt(spec, random.key(7), sources)(clean))
    const digests = [digestLabels(labels), digestLabels(cleanLabels), digestNumbers(inputs)]
    return [spec.kind, digests.map(digest => digest.slice(7, 13)).join(' ')]
  })
  expect(found).toEqual(pinned.map(([spec, digests]) => [spec.kind, digests]))
  expect(new Set(pinned.map(([spec]) => spec.kind))).toEqual(new Set(noiseKinds))
})
