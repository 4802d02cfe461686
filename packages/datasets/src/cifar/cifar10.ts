import type { Source } from '../source/source.ts'
import { cifar10Names } from './classNames.ts'
import { type Layout, readLayouts } from './layouts.ts'
import { binaryRecords, pickledRecords } from './records.ts'

const five = [1, 2, 3, 4, 5]

const layouts = (): readonly [Layout, ...Layout[]] => [
  {
    archive: 'cifar-10-binary.tar.gz',
    folder: 'cifar-10-batches-bin',
    train: five.map(batch => `data_batch_${batch}.bin`),
    test: 'test_batch.bin',
    records: binaryRecords(1, 0),
  },
  {
    archive: 'cifar-10-python.tar.gz',
    folder: 'cifar-10-batches-py',
    train: five.map(batch => `data_batch_${batch}`),
    test: 'test_batch',
    records: pickledRecords('labels'),
  },
]

/**
 * CIFAR-10 (Krizhevsky, 2009): 50,000 training and 10,000 test images [32, 32, 3] of 10 classes. Inputs are
 * x / 255 − 0.473, the mean of all training values.
 *
 * It reads the binary archive; where `read` has none (an `io` error), Python's `cifar-10-python.tar.gz`, or the
 * unpacked files of either. Python's are unpickled without running anything.
 *
 * @returns PlanishError `io` as the reading of the file, `format` where an archive or a file in it is damaged
 * @example
 * ```ts
 * import { cifar10 } from '@planish/datasets'
 *
 * const chosen = (files: ReadonlyMap<string, Uint8Array>) => cifar10.read(name => async () => {
 *   const right = files.get(name)
 *   if (right === undefined) throw new Error(`no ${name}`)
 *   return { _tag: 'Right', right }
 * })
 * cifar10.files.map(file => file.name) // ['cifar-10-binary.tar.gz']
 * ```
 */
export const cifar10: Source = {
  name: 'cifar10',
  title: 'CIFAR-10',
  licence: 'none stated; cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
  homepage: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  files: [
    {
      name: 'cifar-10-binary.tar.gz',
      urls: ['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'],
      bytes: 170_052_171,
      checksum: 'md5:c32a1d4ab5d03f1284b67883e8d87530',
    },
  ],
  read: read =>
    readLayouts(layouts(), {
      name: 'cifar10',
      classes: 10,
      classNames: cifar10Names,
      scale: { divide: 255, mean: 0.473 },
    })(read),
}
