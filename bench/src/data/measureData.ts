import type { BackendName } from '@planish/backend'
import { useBackend } from '@planish/backend'
import { disposeTree, orThrow, random } from '@planish/core'
import type { IdxFiles, ReadFile, TensorBatch } from '@planish/datasets'
import { batchOf, fashionMnist, horizontalFlip, inOrder, randomCrop, toTensors } from '@planish/datasets'
import { crossEntropy } from '@planish/grad'
import { tensor, tensor1d } from '@tensorflow/tfjs-core'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { fullStep } from '../contestants/steps.ts'
import { median } from '../rounds.ts'
import { rules } from '../rules.ts'
import { parseWorkload } from '../workload/workload.ts'

/** One measurement, as `--json` prints it. */
export interface DataRow {
  readonly what: string
  readonly backend: BackendName
  /** Medians of the repetitions. */
  readonly milliseconds: number
  /** Over a full SGD step of the same batch, the median of the rounds' ratios; null where there is none beside it. */
  readonly ratio: number | null
  readonly repetitions: number
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

/** A result that has arrived: one element is waited for. */
async function arrived({ inputs, labels }: TensorBatch): Promise<void> {
  const element = inputs.reshape([-1]).slice(0, 1)
  await element.data()
  disposeTree([element, inputs, labels])
}

/** The source's files, by the order in which it lists them. */
const inMemory =
  ({ trainImages, trainLabels, testImages, testLabels }: IdxFiles): ReadFile =>
  name => {
    const all = [trainImages, trainLabels, testImages, testLabels]
    return TE.right(all[fashionMnist.files.findIndex(file => file.name === name)] ?? new Uint8Array())
  }

/** Files in memory to host arrays, and these as one tensor of floats on the backend. */
async function measureParsing(
  backend: BackendName,
  files: IdxFiles,
  repetitions: number,
): Promise<DataRow[]> {
  const parsing: number[] = []
  const upload: number[] = []
  for (let round = 0; round <= repetitions; round++) {
    const begun = performance.now()
    const { train } = orThrow(await fashionMnist.read(inMemory(files))())
    const parsed = performance.now()
    await arrived(
      toTensors(
        batchOf(
          train,
          train.labels.map((_, index) => index),
        ),
      ),
    )
    parsing.push(parsed - begun)
    upload.push(performance.now() - parsed)
  }
  const row = (what: string, times: readonly number[]): DataRow => ({
    what,
    backend,
    milliseconds: median(times.slice(1)), // the first is a warm-up
    ratio: null,
    repetitions,
  })
  return [
    row('parse 60,000 images of 28×28 from .gz', parsing),
    row('and put them onto the backend as floats', upload),
  ]
}

/** Crop and flip of a batch, beside a full SGD step of the cnn on it, in turns. */
async function measureAugmentation(backend: BackendName, repetitions: number): Promise<DataRow[]> {
  const { inputShape, batchSize, withModel } = parseWorkload('cnn')
  const shape = [batchSize, ...inputShape]
  const size = shape.reduce((product, side) => product * side, 1)
  const batch = {
    inputs: tensor(random.normal(random.key(1), size), shape),
    labels: tensor1d(random.randint(random.key(2), batchSize, 0, 10), 'int32'),
  }
  const augment = inOrder(randomCrop({ padding: 4 }), horizontalFlip())
  const augmenting: number[] = []
  const steps: number[] = []
  await withModel(async model => {
    const params = model.init(random.key(0))
    const step = fullStep(rules.sgd, { objective: { model, loss: crossEntropy }, params, batch })
    for (let round = 0; round <= repetitions; round++) {
      augmenting.push(await timed(() => arrived(augment(random.foldIn(random.key(3), round))(batch))))
      steps.push(await timed(async () => (await step()).free()))
    }
  })
  const [augmented, stepped] = [augmenting.slice(1), steps.slice(1)] // the first are a warm-up
  const row = { backend, repetitions }
  return [
    {
      ...row,
      what: `full SGD step of the cnn, batch ${batchSize}`,
      milliseconds: median(stepped),
      ratio: null,
    },
    {
      ...row,
      what: `crop and flip of ${batchSize} images of 32×32×3`,
      milliseconds: median(augmented),
      ratio: median(augmented.map((time, round) => time / (stepped[round] as number))),
    },
  ]
}

/** All that is measured on a backend. */
export async function measureData(
  backend: BackendName,
  files: IdxFiles,
  repetitions: number,
): Promise<DataRow[]> {
  orThrow(await useBackend(backend)())
  return [
    ...(await measureParsing(backend, files, Math.min(repetitions, 5))),
    ...(await measureAugmentation(backend, repetitions)),
  ]
}
