import { readIdxFolder } from '@planish/datasets/node'
import * as z from 'zod'
import { type DataSource, once } from './data/dataSource.ts'
import { fashionMnistKind } from './data/fashionMnist.ts'
import { fileKinds } from './data/files.ts'
import { imageFolderKind } from './data/imageFolder.ts'
import { publicKinds } from './data/publicKinds.ts'
import { toyKinds } from './data/toys.ts'
import { decodeSpec, type Kind, kind } from './kind.ts'

/** The data sets that a specification can name. */
export const dataKinds: readonly Kind<DataSource>[] = [
  fashionMnistKind,
  kind({
    kind: 'idx',
    summary: 'The four IDX files of MNIST, Fashion-MNIST, KMNIST, … in a folder, gzipped or not.',
    first: 'folder',
    whole: true,
    options: {
      folder: z.string().min(1, 'must be named').describe('where the four files are, as idx:FOLDER'),
    },
    build: ({ folder }) => once(() => readIdxFolder(folder)),
  }),
  ...publicKinds,
  imageFolderKind,
  ...fileKinds,
  ...toyKinds,
]

/** Reads a data specification. */
export const decodeData = decodeSpec('data set', dataKinds)
