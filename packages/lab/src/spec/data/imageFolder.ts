import { readImageFolder } from '@planish/datasets/node'
import * as z from 'zod'
import { type Kind, kind } from '../kind.ts'
import { real, whole } from '../options.ts'
import { type DataSource, once } from './dataSource.ts'

/** The user's own images. */
export const imageFolderKind: Kind<DataSource> = kind({
  kind: 'images',
  summary:
    'JPEG and PNG images, a folder for each class, in train and test (or val) or to be split; as torchvision has them.',
  first: 'folder',
  options: {
    folder: z.string().min(1, 'must be named').describe('where they are, without a comma in its name'),
    size: whole().default(32).describe('side in pixels that every image gets'),
    fit: z
      .enum(['crop', 'stretch'])
      .default('crop')
      .describe(
        'crop: made as small as covers the size, then cut to its centre; stretch: whatever its proportions',
      ),
    testShare: real(share => share.min(0).lt(1))
      .default(0.2)
      .describe('share of each class to test by, where there is no folder for it'),
  },
  build: ({ folder, ...options }) => once(() => readImageFolder(folder, options)),
})
