import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { readingFrom } from '../../test/reading.ts'
import { cifar10 } from '../cifar/cifar10.ts'
import { cifar100 } from '../cifar/cifar100.ts'
import golden from './cifarN.golden.json' with { type: 'json' }
import { readCifar10N, readCifar100N } from './readCifarN.ts'

const of10 = fixture('cifarN/CIFAR-10_human.pt')
const of100 = fixture('cifarN/CIFAR-100_human.pt')

const cleanLabels = async (
  source: typeof cifar10,
  archive: 'cifar-10-binary.tar.gz' | 'cifar-100-binary.tar.gz',
): Promise<Int32Array> =>
  orThrow(await source.read(readingFrom({ [archive]: fixture(`cifar/${archive}`) }))()).train.labels

describe('readCifar10N', () => {
  it('reads what PyTorch saved, for the images of CIFAR-10', async () => {
    const labels = orThrow(readCifar10N(of10, await cleanLabels(cifar10, 'cifar-10-binary.tar.gz')))
    expect(Object.values(labels).map(row => [...row])).toEqual(Object.values(golden.cifar10))
    expect(labels.worst).toEqual(Int32Array.from(golden.cifar10.worse_label))
  })

  it('refuses a training set in another order, of another size or of another data set', async () => {
    const clean = await cleanLabels(cifar10, 'cifar-10-binary.tar.gz')
    const turned = clean.toReversed()
    const first = turned.findIndex((label, index) => label !== clean[index])
    expect(leftOf(readCifar10N(of10, turned)).message).toBe(
      `CIFAR-N: example ${first} is of class ${turned[first]}, in the file of ${clean[first]}`,
    )
    expect(leftOf(readCifar10N(of10, clean.subarray(1))).message).toContain(
      'labels of 10 images for a data set of 9',
    )
    expect(leftOf(readCifar10N(of100, clean)).code).toBe('format')
  })

  it('refuses other files', () => {
    const clean = Int32Array.of(1)
    expect(leftOf(readCifar10N(fixture('pickle/tensors.pt'), clean)).message).toBe(
      'CIFAR-N: it has no labels called clean_label',
    )
    expect(leftOf(readCifar10N(fixture('pickle/protocol2.pkl'), clean)).message).toContain('ZIP: ')
  })

  it('survives 2,000 damaged files', async () => {
    const clean = await cleanLabels(cifar10, 'cifar-10-binary.tar.gz')
    await survive(
      of10,
      bytes => readCifar10N(bytes, clean),
      labels => {
        for (const row of Object.values(labels)) expect(row.length).toBe(clean.length)
      },
    )
  })
})

describe('readCifar100N', () => {
  it.each(['fine', 'coarse'] as const)('reads %s labels', async labels => {
    const clean = await cleanLabels(cifar100({ labels }), 'cifar-100-binary.tar.gz')
    const expected = labels === 'fine' ? golden.cifar100.noisy_label : golden.cifar100.noisy_coarse_label
    expect(orThrow(readCifar100N(of100, clean, { labels }))).toEqual(Int32Array.from(expected))
    expect(leftOf(readCifar100N(of100, clean.toReversed(), { labels })).message).toMatch(
      /example \d is of class/,
    )
  })
})
