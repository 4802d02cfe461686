import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { orThrow } from '@planish/core'
import { gzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leftOf } from '../test/either.ts'
import { idxFile, tinyFiles } from '../test/idxFile.ts'
import { idxSplit } from './idx/idxSplit.ts'
import { readIdxFolder } from './readIdxFolder.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'planish-idx-'))
})
afterEach(() => rm(dir, { recursive: true }))

const files = tinyFiles()
async function put(named: Record<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of Object.entries(named)) await writeFile(join(dir, name), bytes)
}

describe('readIdxFolder', () => {
  it('finds the files plain, gzipped, and under the names with a dot', async () => {
    await put({
      'train-images-idx3-ubyte': files.trainImages,
      'train-labels.idx1-ubyte': files.trainLabels,
      't10k-images-idx3-ubyte.gz': files.testImages,
      't10k-labels.idx1-ubyte.gz': files.testLabels,
      'README.txt': new Uint8Array(3),
    })
    const found = orThrow(await readIdxFolder(dir)())
    expect(found).toEqual(orThrow(idxSplit(files, { name: basename(dir) })))
  })

  it('names every file that is missing', async () => {
    await put({
      'train-images-idx3-ubyte.gz': gzipSync(files.trainImages),
      't10k-images-idx3-ubyte.gz': files.testImages,
    })
    const error = leftOf(await readIdxFolder(dir)())
    expect(error.code).toBe('io')
    expect(error.message).toBe(`${dir} has no train-labels-idx1-ubyte[.gz], no t10k-labels-idx1-ubyte[.gz]`)
  })

  it('says where what it read is wrong', async () => {
    await put({
      'train-images-idx3-ubyte': files.trainImages,
      'train-labels-idx1-ubyte': idxFile(8, [4], [1, 2, 3, 4]),
      't10k-images-idx3-ubyte': files.testImages,
      't10k-labels-idx1-ubyte': files.testLabels,
    })
    const error = leftOf(await readIdxFolder(dir)())
    expect(error.code).toBe('format')
    expect(error.message).toBe(`${dir}, mislabelled training set: 3 images, 4 labels`)
  })

  it('reports a folder that is not there', async () => {
    const error = leftOf(await readIdxFolder(join(dir, 'nowhere'))())
    expect(error.code).toBe('io')
    expect(error.message).toContain(`${join(dir, 'nowhere')} can't be read`)
  })
})
