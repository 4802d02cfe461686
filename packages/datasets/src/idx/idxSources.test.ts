import { createHash } from 'node:crypto'
import { orThrow } from '@planish/core'
import { gunzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { readingFrom } from '../../test/reading.ts'
import { readZip } from '../archive/zip.ts'
import { checkDataset } from '../dataset.ts'
import { decodeIdx } from './decodeIdx.ts'
import golden from './emnist.golden.json' with { type: 'json' }
import { type EmnistOptions, emnist } from './emnist.ts'
import { kmnist } from './kmnist.ts'
import { mnist } from './mnist.ts'
import { fashionMnist } from './wholeFashionMnist.ts'

const sha256 = (bytes: Uint8Array | Float32Array): string => createHash('sha256').update(bytes).digest('hex')

const names = [
  'train-images-idx3-ubyte.gz',
  'train-labels-idx1-ubyte.gz',
  't10k-images-idx3-ubyte.gz',
  't10k-labels-idx1-ubyte.gz',
]
const four = Object.fromEntries(names.map(name => [name, fixture(`idx/${name}`)]))

describe.each([mnist, kmnist, fashionMnist])('$name', source => {
  it('names four files', () => {
    expect(source.files.map(file => file.name)).toEqual(names)
    expect(new Set(source.files.map(file => file.checksum)).size).toBe(4)
  })

  it('reads them, gzipped or unpacked', async () => {
    const unpacked = Object.fromEntries(
      Object.entries(four).map(([name, bytes]) => [name.replace('.gz', ''), gunzipSync(bytes)]),
    )
    for (const files of [four, unpacked]) {
      const { train, test } = orThrow(await source.read(readingFrom(files))())
      expect(train.inputs).toEqual(orThrow(decodeIdx(four['train-images-idx3-ubyte.gz'] as Uint8Array)).data)
      expect(train).toMatchObject({
        name: source.name.replace('fashionMnist', 'fashion-mnist'),
        inputShape: [28, 28, 1],
        classes: 10,
      })
      expect([...test.labels]).toEqual([0, 1])
      expect(train.scale.divide).toBe(255)
    }
  })

  it('says which file is missing, and which is damaged', async () => {
    const { 't10k-labels-idx1-ubyte.gz': _, ...three } = four
    expect(leftOf(await source.read(readingFrom(three))()).message).toBe('no t10k-labels-idx1-ubyte.gz')
    const damaged = { ...four, 't10k-images-idx3-ubyte.gz': four['t10k-images-idx3-ubyte.gz']?.slice(0, -3) }
    expect(leftOf(await source.read(readingFrom(damaged as typeof four))()).message).toMatch(
      /^t10k-images-idx3-ubyte.gz: corrupted gzip/,
    )
  })
})

describe('emnist', () => {
  const archive = fixture('idx/gzip.zip')

  it.each(Object.entries(golden))('reads %s upright, its labels from 0', async (split, expected) => {
    const source = emnist({ split } as EmnistOptions)
    const gzipped = [...orThrow(readZip(archive)).values()].map(({ name, read }): [string, Uint8Array] => [
      name,
      orThrow(read()),
    ])
    const unpacked = gzipped.map(([name, bytes]): [string, Uint8Array] => [
      name.replace(/^gzip\/|\.gz$/g, ''),
      gunzipSync(bytes),
    ])
    for (const files of [
      { 'gzip.zip': archive },
      Object.fromEntries(gzipped),
      Object.fromEntries(unpacked),
    ]) {
      const read = orThrow(await source.read(readingFrom(files))())
      for (const half of ['train', 'test'] as const) {
        const { inputs, labels, classes, classNames } = read[half]
        expect({ sha256: sha256(inputs), labels: [...labels] }).toEqual(expected[half])
        expect([classes, classNames?.length]).toEqual([expected.classes, expected.classes])
      }
    }
  })

  it('has the classes of the merged divisions in the order of their labels', () => {
    const bymerge = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt']
    return expect(
      emnist()
        .read(readingFrom({ 'gzip.zip': archive }))()
        .then(split => orThrow(split).train.classNames),
    ).resolves.toEqual(bymerge)
  })

  it('refuses another archive', async () => {
    const error = leftOf(await emnist().read(readingFrom({ 'gzip.zip': fixture('archives/plain.zip') }))())
    expect(error.code).toBe('format')
    expect(error.message).toMatch(/no emnist-balanced-train-images-idx3-ubyte.gz in it/)
  })
})

describe('the IDX family survives', () => {
  it('2,000 damaged files', async () => {
    const labels = gunzipSync(four['train-images-idx3-ubyte.gz'] as Uint8Array)
    await survive(labels, decodeIdx, ({ shape, data }) =>
      expect(data.length).toBe(shape.reduce((product, side) => product * side, 1)),
    )
  })

  it('2,000 damaged archives of EMNIST', async () => {
    await survive(
      fixture('idx/gzip.zip'),
      bytes => emnist({ split: 'letters' }).read(readingFrom({ 'gzip.zip': bytes }))(),
      ({ train, test }) => {
        expect(checkDataset(train)._tag).toBe('Right')
        expect(checkDataset(test)._tag).toBe('Right')
      },
    )
  })
})
