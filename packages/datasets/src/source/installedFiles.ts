import { join } from 'node:path'
import type { SourceFile } from './source.ts'

/** A file of a source that a package of the operating system puts somewhere. */
export interface InstalledFile {
  readonly path: string
  readonly checksum: SourceFile['checksum']
}

const fashionMnist = '/usr/share/datasets/fashion-mnist'

/** Debian's dataset-fashion-mnist has gzipped the same files anew, so that they hash to something else. */
const installed: { readonly [source: string]: { readonly [file: string]: InstalledFile } } = {
  fashionMnist: {
    'train-images-idx3-ubyte.gz': {
      path: join(fashionMnist, 'train-images-idx3-ubyte.gz'),
      checksum: 'md5:cf8536b0aa1a6ac5fa3f23001093305c',
    },
    'train-labels-idx1-ubyte.gz': {
      path: join(fashionMnist, 'train-labels-idx1-ubyte.gz'),
      checksum: 'md5:10bea18fdb374794d4bb42e356e600c9',
    },
    't10k-images-idx3-ubyte.gz': {
      path: join(fashionMnist, 't10k-images-idx3-ubyte.gz'),
      checksum: 'md5:f78720b4224f21cce2f2ccf2d7a94c9a',
    },
    't10k-labels-idx1-ubyte.gz': {
      path: join(fashionMnist, 't10k-labels-idx1-ubyte.gz'),
      checksum: 'md5:0d30e22e447f3c33dab9ed536400ac01',
    },
  },
}

/** Where the operating system may have a file. */
export const installedFile = (source: string, file: string): InstalledFile | undefined =>
  installed[source]?.[file]
