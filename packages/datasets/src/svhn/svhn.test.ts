import { createHash } from 'node:crypto'
import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { readingFrom } from '../../test/reading.ts'
import { checkDataset } from '../dataset.ts'
import golden from './svhn.golden.json' with { type: 'json' }
import { svhn } from './svhn.ts'

const files = {
  'train_32x32.mat': fixture('svhn/train_32x32.mat'),
  'test_32x32.mat': fixture('svhn/test_32x32.mat'),
}

describe('svhn', () => {
  it('reads what SciPy reads, also of one image', async () => {
    const split = orThrow(await svhn.read(readingFrom(files))())
    for (const half of ['train', 'test'] as const) {
      const { inputs, labels, inputShape } = split[half]
      expect({ sha256: createHash('sha256').update(inputs).digest('hex'), labels: [...labels] }).toEqual(
        golden[half],
      )
      expect(inputShape).toEqual([32, 32, 3])
    }
  })

  it.each([
    ['another MATLAB file', fixture('mat/plain.mat'), 'train_32x32.mat: SVHN: no X and y'],
    ['a file cut off', files['train_32x32.mat'].subarray(0, 500), 'train_32x32.mat: MATLAB: truncated'],
    ['a web page', new TextEncoder().encode('<html>'), 'train_32x32.mat: MATLAB: 6 bytes are no header'],
  ])('refuses %s', async (_, bytes, message) => {
    const error = leftOf(await svhn.read(readingFrom({ ...files, 'train_32x32.mat': bytes }))())
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })

  it('says which file is missing', async () => {
    expect(leftOf(await svhn.read(readingFrom({}))()).message).toBe('no train_32x32.mat')
  })

  it('survives 2,000 damaged files', async () => {
    await survive(
      files['test_32x32.mat'],
      bytes => svhn.read(readingFrom({ ...files, 'test_32x32.mat': bytes }))(),
      ({ test }) => expect(checkDataset(test)._tag).toBe('Right'),
    )
  })
})
