import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { orThrow, toPlanishError } from '@planish/core'
import { batchOf, cifar10, type Dataset, fashionMnist, type IdxFiles, type Source } from '@planish/datasets'
import { fromFolder } from '@planish/datasets/node'
import { median } from '../rounds.ts'

/** A reader of ours beside torchvision's, medians in milliseconds. */
export interface ReaderRow {
  readonly what: string
  readonly planish: number
  readonly torchvision: number
}

const script = fileURLToPath(new URL('../peers/torchvision_readers.py', import.meta.url))

/** As torchvision's reader ends: all training examples as floats on the host. */
const floats = (train: Dataset) =>
  batchOf(
    train,
    train.labels.map((_, index) => index),
  )

async function ours(source: Source, folder: string, repetitions: number): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= repetitions; round++) {
    const begun = performance.now()
    floats(orThrow(await source.read(fromFolder(folder))()).train)
    times.push(performance.now() - begun)
  }
  return median(times.slice(1)) // the first is a warm-up
}

/** Both readers on the same files, one after the other. */
export async function besideTorchvision(
  python: string,
  files: IdxFiles,
  repetitions: number,
): Promise<readonly ReaderRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'planish-readers-'))
  try {
    for (const [index, { name }] of fashionMnist.files.entries()) {
      const content = [files.trainImages, files.trainLabels, files.testImages, files.testLabels][index]
      await writeFile(join(folder, name), content ?? new Uint8Array())
    }
    const { stdout } = await promisify(execFile)(python, [script, folder, String(repetitions)]).catch(
      toPlanishErrorThrown,
    )
    const theirs: { idxFromGzip: number; cifarBatches: number } = JSON.parse(stdout)
    return [
      {
        what: '60,000 images of 28×28 from .gz to floats',
        planish: await ours(fashionMnist, folder, repetitions),
        torchvision: theirs.idxFromGzip,
      },
      {
        what: '50,000 images of CIFAR-10 from its Python batches to floats',
        planish: await ours(cifar10, folder, repetitions),
        torchvision: theirs.cifarBatches,
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const toPlanishErrorThrown = (thrown: unknown): never => {
  throw toPlanishError(
    'io',
    'torchvision’s readers could not be timed',
    'name a Python that has torchvision',
  )(thrown)
}
