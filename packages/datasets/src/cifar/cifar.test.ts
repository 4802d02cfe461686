import { createHash } from 'node:crypto'
import { orThrow } from '@planish/core'
import { gunzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { readingFrom } from '../../test/reading.ts'
import { readTar } from '../archive/tar.ts'
import { checkDataset, type Split } from '../dataset.ts'
import golden from './cifar.golden.json' with { type: 'json' }
import { cifar10 } from './cifar10.ts'
import { cifar100 } from './cifar100.ts'
import { coarseNames, fineNames } from './classNames.ts'
import { binaryRecords, pickledRecords } from './records.ts'

const sha256 = (bytes: Uint8Array | Float32Array): string => createHash('sha256').update(bytes).digest('hex')

const archive = (name: string): Record<string, Uint8Array> => ({ [name]: fixture(`cifar/${name}`) })

/** What unpacking an archive gives, with or without its folder. */
const unpacked = (name: string, folder: boolean): Record<string, Uint8Array> =>
  Object.fromEntries(
    [...orThrow(readTar(fixture(`cifar/${name}`)))].map(([path, bytes]) => [
      folder ? path : path.slice(path.indexOf('/') + 1),
      bytes,
    ]),
  )

/** The images' digest and the labels of both halves, as the script that wrote them describes them. */
function described({ train, test }: Split, labels: 'labels' | 'fine' | 'coarse'): unknown {
  const part = (dataset: Split['test']) => ({ sha256: sha256(dataset.inputs), [labels]: [...dataset.labels] })
  return { train: part(train), test: part(test) }
}

describe('cifar10 reads', () => {
  it.each(['cifar-10-binary.tar.gz', 'cifar-10-python.tar.gz'])('%s, packed or unpacked', async name => {
    for (const files of [archive(name), unpacked(name, true), unpacked(name, false)]) {
      const split = orThrow(await cifar10.read(readingFrom(files))())
      expect(described(split, 'labels')).toEqual(golden.cifar10)
      expect(split.train).toMatchObject({
        name: 'cifar10',
        inputShape: [32, 32, 3],
        classes: 10,
        scale: { divide: 255, mean: 0.473 },
      })
    }
  })
})

describe('cifar100 reads', () => {
  it.each([
    ['cifar-100-binary.tar.gz', 'fine'],
    ['cifar-100-binary.tar.gz', 'coarse'],
    ['cifar-100-python.tar.gz', 'fine'],
    ['cifar-100-python.tar.gz', 'coarse'],
  ] as const)('%s, %s labels, packed or unpacked', async (name, labels) => {
    for (const files of [archive(name), unpacked(name, true), unpacked(name, false)]) {
      const split = orThrow(await cifar100({ labels }).read(readingFrom(files))())
      expect(golden.cifar100).toMatchObject(described(split, labels) as object)
      expect(split.train.classes).toBe(labels === 'fine' ? 100 : 20)
    }
  })

  it('names of 100 classes and 20 super-classes, each once', () => {
    expect(new Set(fineNames).size).toBe(100)
    expect([...fineNames].sort()).toEqual(fineNames)
    expect(new Set(coarseNames).size).toBe(20)
  })
})

describe('CIFAR refuses', () => {
  const binary = unpacked('cifar-10-binary.tar.gz', false)
  const first = binary['data_batch_1.bin'] as Uint8Array

  it('what is not there, by the name of the archive', async () => {
    const error = leftOf(await cifar10.read(readingFrom({}))())
    expect(error.code).toBe('io')
    expect(error.message).toBe('no cifar-10-binary.tar.gz')
  })

  it('a file that is missing among the unpacked', async () => {
    const { 'data_batch_3.bin': _, ...others } = binary
    expect(leftOf(await cifar10.read(readingFrom(others))()).code).toBe('io')
  })

  it.each([
    ['half a record', { 'data_batch_1.bin': first.subarray(0, 4000) }, 'data_batch_1.bin: CIFAR: 4000 bytes'],
    ['an empty file', { 'data_batch_1.bin': new Uint8Array(0) }, 'data_batch_1.bin: CIFAR: 0 bytes'],
    [
      'a label that there is not',
      { 'data_batch_1.bin': Uint8Array.of(10, ...first.subarray(1)) },
      'label 10 of example 0 is not in [0, 10)',
    ],
  ])('%s', async (_, change, message) => {
    const error = leftOf(await cifar10.read(readingFrom({ ...binary, ...change }))())
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })

  it.each([
    ['another archive', fixture('archives/ustar.tar.gz'), 'cifar-10-binary.tar.gz has no data_batch_1.bin'],
    ['a damaged archive', fixture('cifar/cifar-10-binary.tar.gz').subarray(0, 900), 'corrupted gzip'],
    ['no archive', new TextEncoder().encode('<html>'), 'cifar-10-binary.tar.gz: TAR: truncated'],
  ])('%s', async (_, bytes, message) => {
    const error = leftOf(await cifar10.read(readingFrom({ 'cifar-10-binary.tar.gz': bytes }))())
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })

  it('a pickle of something else', () => {
    expect(leftOf(pickledRecords('labels')(fixture('pickle/protocol2.pkl'))).message).toContain('no "data"')
    const batch = unpacked('cifar-10-python.tar.gz', false).data_batch_1 as Uint8Array
    expect(leftOf(pickledRecords('fine_labels')(batch)).message).toContain('"fine_labels"')
  })
})

describe('CIFAR survives', () => {
  const small = (name: string, file: string): Uint8Array => unpacked(name, false)[file] as Uint8Array

  it('2,000 damaged archives', async () => {
    const bytes = gunzipSync(fixture('cifar/cifar-10-binary.tar.gz'))
    await survive(
      bytes,
      file => cifar10.read(readingFrom({ 'cifar-10-binary.tar.gz': file }))(),
      ({ train }) => expect(checkDataset(train)._tag).toBe('Right'),
      2000,
    )
  })

  it.each([
    ['binary', small('cifar-10-binary.tar.gz', 'data_batch_1.bin'), binaryRecords(1, 0)],
    ['pickled', small('cifar-10-python.tar.gz', 'data_batch_1'), pickledRecords('labels')],
  ])('2,000 damaged files, %s', async (_, bytes, read) => {
    await survive(bytes, read, ({ images, labels }) => expect(images.length).toBe(3072 * labels.length))
  })
})
