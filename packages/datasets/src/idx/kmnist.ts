import type { Source } from '../source/source.ts'
import { mnistKin } from './idxSource.ts'

/**
 * Kuzushiji-MNIST (Clanuwat et al., 2018): 60,000 training and 10,000 test images [28, 28, 1] of ten characters of
 * cursive Japanese. Inputs are x / 255 − 0.192, the mean of the training images. Checksums as torchvision states
 * them.
 *
 * @example
 * ```ts
 * import { kmnist } from '@planish/datasets'
 *
 * kmnist.title // 'Kuzushiji-MNIST'
 * ```
 */
export const kmnist: Source = /* @__PURE__ */ mnistKin({
  title: 'Kuzushiji-MNIST',
  licence: 'CC BY-SA 4.0',
  homepage: 'http://codh.rois.ac.jp/kmnist/',
  mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  published: {
    trainImages: [18_165_135, 'bdb82020997e1d708af4cf47b453dcf7'],
    trainLabels: [29_497, 'e144d726b3acfaa3e44228e80efcd344'],
    testImages: [3_041_136, '5c965bf0a639b31b8f53240b1b52f4d7'],
    testLabels: [5_120, '7320c461ea6c1c855c0b718fb2a4b134'],
  },
  options: {
    name: 'kmnist',
    classes: 10,
    classNames: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
    scale: { divide: 255, mean: 0.192 },
  },
})
