import { cifar10, cifar100 } from '@planish/datasets'
import * as z from 'zod'
import type { Kind } from '../kind.ts'
import type { DataSource } from './dataSource.ts'
import { publicKind } from './publicKind.ts'

/** Public data sets, fetched into the cache when they are first used. */
export const publicKinds: readonly Kind<DataSource>[] = [
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
]
