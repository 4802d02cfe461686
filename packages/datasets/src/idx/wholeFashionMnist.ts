import { fashionMnistOptions } from '../fashionMnist.ts'
import type { Source } from '../source/source.ts'
import { mnistKin } from './idxSource.ts'

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017), the whole of it: 60,000 training and 10,000 test images [28, 28, 1] of
 * clothes in 10 classes. Inputs are x / 255 − 0.286, the mean of the training images. Checksums as torchvision
 * states them. `fashionMnistSubset` needs nothing to be fetched.
 *
 * @example
 * ```ts
 * import { fashionMnist } from '@planish/datasets'
 *
 * fashionMnist.licence // 'MIT'
 * ```
 */
export const fashionMnist: Source = /* @__PURE__ */ mnistKin({
  name: 'fashionMnist',
  title: 'Fashion-MNIST',
  licence: 'MIT',
  homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  mirrors: ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/'],
  published: {
    trainImages: [26_421_880, '8d4fb7e6c68d591d4c3dfef9ec88bf0d'],
    trainLabels: [29_515, '25c81989df183df01b3e8a0aad5dffbe'],
    testImages: [4_422_102, 'bef4ecab320f06d8554ea6380940ec79'],
    testLabels: [5_148, 'bb300cfdad3c16e7a12a480ee83cd310'],
  },
  options: fashionMnistOptions,
})
