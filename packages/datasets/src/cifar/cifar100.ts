import type { Source } from '../source/source.ts'
import { coarseNames, fineNames } from './classNames.ts'
import { type Layout, readLayouts } from './layouts.ts'
import { binaryRecords, pickledRecords } from './records.ts'

/** Which of CIFAR-100's two labels of an image is wanted. */
export interface Cifar100Options {
  /** The 100 classes (`fine`, unless given) or the 20 super-classes. */
  readonly labels?: 'fine' | 'coarse'
}

const layouts = (labels: 'fine' | 'coarse'): readonly [Layout, ...Layout[]] => [
  {
    archive: 'cifar-100-binary.tar.gz',
    folder: 'cifar-100-binary',
    train: ['train.bin'],
    test: 'test.bin',
    records: binaryRecords(2, labels === 'coarse' ? 0 : 1),
  },
  {
    archive: 'cifar-100-python.tar.gz',
    folder: 'cifar-100-python',
    train: ['train'],
    test: 'test',
    records: pickledRecords(`${labels}_labels`),
  },
]

/**
 * CIFAR-100 (Krizhevsky, 2009): 50,000 training and 10,000 test images [32, 32, 3] of 100 classes, or of the 20
 * super-classes that they belong to. Inputs are x / 255 − 0.478, the mean of all training values.
 *
 * It reads the binary archive; where `read` has none (an `io` error), Python's `cifar-100-python.tar.gz`, or the
 * unpacked files of either. Python's are unpickled without running anything.
 *
 * @returns a source whose `read` fails as `cifar10`'s
 * @example
 * ```ts
 * import { cifar100 } from '@planish/datasets'
 *
 * cifar100({ labels: 'coarse' }).name // 'cifar100:coarse'
 * ```
 */
export const cifar100 = ({ labels = 'fine' }: Cifar100Options = {}): Source => ({
  name: labels === 'fine' ? 'cifar100' : 'cifar100:coarse',
  title: labels === 'fine' ? 'CIFAR-100' : 'CIFAR-100, super-classes',
  licence: 'none stated; cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
  homepage: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  files: [
    {
      name: 'cifar-100-binary.tar.gz',
      urls: ['https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz'],
      bytes: 168_513_733,
      checksum: 'md5:03b5dce01913d631647c71ecec9e9cb8',
    },
  ],
  read: readLayouts(layouts(labels), {
    name: labels === 'fine' ? 'cifar100' : 'cifar100:coarse',
    classes: labels === 'fine' ? fineNames.length : coarseNames.length,
    classNames: labels === 'fine' ? fineNames : coarseNames,
    scale: { divide: 255, mean: 0.478 },
  }),
})
