import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { idxFile, tinyFiles } from '../../test/idxFile.ts'
import { idxSplit } from './idxSplit.ts'

describe('idxSplit', () => {
  it('makes a data set of four files, gzipped or not', () => {
    const { train, test } = orThrow(idxSplit(tinyFiles()))
    expect(train).toEqual({
      name: 'idx',
      inputs: Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110),
      inputShape: [2, 2, 1],
      labels: Int32Array.of(9, 0, 4),
      classes: 10,
      scale: { divide: 255, mean: 0.216 }, // 55 / 255
    })
    expect(test.inputs).toEqual(Uint8Array.of(255, 254, 253, 252))
    expect(test.labels).toEqual(Int32Array.of(7))
    expect(test.scale).toEqual(train.scale)
  })

  it('takes names, classes and scale, and images with channels', () => {
    const files = tinyFiles()
    const options = { name: 'rgb', classes: 12, scale: { divide: 1, mean: 3 } }
    const images = idxFile(8, [3, 1, 2, 3], new Array(18).fill(1))
    const split = orThrow(
      idxSplit({ ...files, trainImages: images, testImages: images, testLabels: files.trainLabels }, options),
    )
    expect(split.train).toMatchObject({ ...options, inputShape: [1, 2, 3] })
  })

  it.each([
    [
      'fewer labels than images',
      { trainLabels: idxFile(8, [2], [1, 2]) },
      'mislabelled training set: 3 images, 2 labels',
    ],
    [
      'more labels than images',
      { testLabels: idxFile(8, [2], [1, 2]) },
      'mislabelled test set: 1 images, 2 labels',
    ],
    [
      'a label out of range',
      { trainLabels: idxFile(8, [3], [1, 10, 2]) },
      'training set: data set "idx": label 10 of example 1 is not in [0, 10)',
    ],
    [
      'files mixed up',
      { trainImages: tinyFiles().trainLabels },
      'training images: IDX: expected unsigned bytes of 3 or 4 dimensions, found Uint8Array of shape [3]',
    ],
    [
      'labels of another type',
      { testLabels: idxFile(9, [1], [1]) },
      'test labels: IDX: expected unsigned bytes of 1 dimensions, found Int8Array of shape [1]',
    ],
    [
      'images of two sizes',
      { testImages: idxFile(8, [1, 1, 2], [1, 2]) },
      'training images are [2, 2, 1], test images [1, 2, 1]',
    ],
    [
      'a file that is not IDX',
      { testImages: Uint8Array.of(1, 2, 3, 4) },
      'test images: IDX: wrong magic number',
    ],
  ])('refuses %s', (_, change, message) => {
    const error = leftOf(idxSplit({ ...tinyFiles(), ...change }))
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })
})
