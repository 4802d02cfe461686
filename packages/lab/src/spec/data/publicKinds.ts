import { cifar10, cifar100, emnist, flowers102, kmnist, mnist, svhn, tinyImageNet } from '@planish/datasets'
import * as z from 'zod'
import type { Kind } from '../kind.ts'
import { flag, whole } from '../options.ts'
import type { DataSource } from './dataSource.ts'
import { publicKind } from './publicKind.ts'

/** Public data sets, fetched into the cache when they are first used. */
export const publicKinds: readonly Kind<DataSource>[] = [
  publicKind({
    kind: 'mnist',
    summary: 'MNIST (LeCun, Cortes & Burges): 70,000 handwritten digits, 28×28; 12 MB.',
    options: {},
    source: () => mnist,
  }),
  publicKind({
    kind: 'kmnist',
    summary: 'Kuzushiji-MNIST (Clanuwat et al.): 70,000 characters of cursive Japanese, 28×28; 21 MB.',
    options: {},
    source: () => kmnist,
  }),
  publicKind({
    kind: 'emnist',
    summary: 'EMNIST (Cohen et al.): handwritten letters and digits, 28×28; 562 MB.',
    first: 'split',
    options: {
      split: z
        .enum(['byclass', 'bymerge', 'balanced', 'letters', 'digits', 'mnist'])
        .default('balanced')
        .describe('which of its divisions, of 62, 47, 47, 26, 10 or 10 classes'),
    },
    source: options => emnist(options),
  }),
  publicKind({
    kind: 'svhn',
    summary: 'Street View House Numbers (Netzer et al.): 99,289 cropped digits in colour, 32×32; 246 MB.',
    options: {},
    source: () => svhn,
  }),
  publicKind({
    kind: 'cifar10',
    summary: 'CIFAR-10 (Krizhevsky): 60,000 colour images, 32×32, of 10 classes; 170 MB.',
    options: {},
    source: () => cifar10,
  }),
  publicKind({
    kind: 'cifar100',
    summary:
      'CIFAR-100 (Krizhevsky): 60,000 colour images, 32×32, of 100 classes in 20 super-classes; 169 MB.',
    first: 'labels',
    options: {
      labels: z
        .enum(['fine', 'coarse'])
        .default('fine')
        .describe('fine: the 100 classes; coarse: the 20 super-classes'),
    },
    source: options => cifar100(options),
  }),
  publicKind({
    kind: 'tinyImageNet',
    summary: 'Tiny-ImageNet (Stanford CS231n): 110,000 colour images, 64×64, of 200 classes; 248 MB.',
    first: 'size',
    options: {
      size: whole().default(64).describe('side in pixels that every image gets'),
      classes: whole().default(200).describe('how many classes, the first by their WordNet numbers'),
    },
    source: options => tinyImageNet(options),
  }),
  publicKind({
    kind: 'flowers102',
    summary: "Flowers-102 (Nilsback & Zisserman): photographs of 102 flowers, the paper's split; 345 MB.",
    first: 'size',
    options: {
      size: whole().default(64).describe('side in pixels that every image gets, cut to its centre'),
      swap: flag()
        .default(false)
        .describe('train on the 6,149 images that the paper tests by, and test by its 1,020'),
      withValidation: flag().default(false).describe('train on the 1,020 validation images too'),
    },
    source: options => flowers102(options),
  }),
]
