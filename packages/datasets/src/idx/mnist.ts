import type { Source } from '../source/source.ts'
import { mnistKin } from './idxSource.ts'

/**
 * MNIST (LeCun, Cortes, Burges, 1998): 60,000 training and 10,000 test images [28, 28, 1] of handwritten digits.
 * Inputs are x / 255 − 0.131, the mean of the training images. Checksums as torchvision states them.
 *
 * @example
 * ```ts
 * import { mnist } from '@planish/datasets'
 *
 * mnist.files.length // 4
 * ```
 */
export const mnist: Source = /* @__PURE__ */ mnistKin({
  title: 'MNIST',
  licence: 'CC BY-SA 3.0',
  homepage: 'http://yann.lecun.com/exdb/mnist/',
  mirrors: ['https://ossci-datasets.s3.amazonaws.com/mnist/', 'http://yann.lecun.com/exdb/mnist/'],
  published: {
    trainImages: [9_912_422, 'f68b3c2dcbeaaa9fbdd348bbdeb94873'],
    trainLabels: [28_881, 'd53e105ee54ea40749a09fcbcd1e9432'],
    testImages: [1_648_877, '9fb629c4189551a2d022fa330f9573f3'],
    testLabels: [4_542, 'ec29112dd5afa0611ce80d1b7f02629c'],
  },
  options: {
    name: 'mnist',
    classes: 10,
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    scale: { divide: 255, mean: 0.131 },
  },
})
