import { orThrow } from '@planish/core'
import { inspect, size } from '@planish/datasets'
import { fashionMnistSubset } from '@planish/datasets/node'
import { describe, expect, it } from 'vitest'
import { raceKeys } from '../race/keys.ts'
import { defaultSpec } from '../spec/defaultSpec.ts'
import { dataNames } from '../spec/spec.ts'
import { halve } from './halve.ts'
import { raceData } from './raceData.ts'

describe('the data of a race', () => {
  it.each(dataNames)('has wrong labels in training and right ones in the test: %s', async data => {
    const spec = { ...defaultSpec, data, examples: 500 }
    const { train, test } = orThrow(await raceData(spec, raceKeys(1), fashionMnistSubset())())
    expect(size(train)).toBe(500)
    expect(size(test)).toBe(1000)
    // Four standard errors.
    expect(Math.abs((inspect(train).noiseRate ?? 0) - 0.4)).toBeLessThan(4 * Math.sqrt(0.24 / 500))
    expect('noise' in test).toBe(false)
  })

  it('keeps the inputs when only the noise changes', async () => {
    const clean = orThrow(await raceData({ ...defaultSpec, rate: 0 }, raceKeys(1), fashionMnistSubset())())
    const noisy = orThrow(await raceData(defaultSpec, raceKeys(1), fashionMnistSubset())())
    expect(noisy.train.inputs).toEqual(clean.train.inputs)
    expect(noisy.train.cleanLabels).toEqual(clean.train.labels)
  })
})

describe('halve', () => {
  it('takes the mean of four pixels', () => {
    const image = {
      name: 'one',
      inputs: Uint8Array.of(0, 2, 10, 10, 4, 2, 10, 10, 1, 1, 255, 255, 1, 2, 255, 255),
      inputShape: [4, 4, 1],
      labels: Int32Array.of(0),
      classes: 1,
      scale: { divide: 255, mean: 0 },
    }
    expect(halve(image)).toEqual({ ...image, inputs: Uint8Array.of(2, 10, 1, 255), inputShape: [2, 2, 1] })
  })
})
