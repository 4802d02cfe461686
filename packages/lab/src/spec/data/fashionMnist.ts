import { fashionMnist } from '@planish/datasets'
import { fashionMnistSubset } from '@planish/datasets/node'
import { type Kind, kind } from '../kind.ts'
import { flag } from '../options.ts'
import { type DataSource, once } from './dataSource.ts'
import { folderOption, readSource } from './publicKind.ts'

/** Fashion-MNIST: what comes with Planish, or all of it. */
export const fashionMnistKind: Kind<DataSource> = kind({
  kind: 'fashionMnist',
  summary:
    'Fashion-MNIST (Xiao, Rasul & Vollgraf; MIT licence), 28×28: 8,000 training and 4,000 test images of it, embedded; or, fetched, all 70,000; 31 MB.',
  options: {
    whole: flag().default(false).describe('all 60,000 training and 10,000 test images'),
    folder: folderOption,
  },
  build: ({ whole, folder }) =>
    whole || folder !== undefined ? readSource(fashionMnist, folder) : once(fashionMnistSubset),
})
