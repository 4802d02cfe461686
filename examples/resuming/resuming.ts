import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useBackend } from '@planish/backend'
import { orThrow, random, safetensors, type Tree, tree } from '@planish/core'
import { corrupt, gaussianToy, symmetric } from '@planish/datasets'
import { crossEntropy } from '@planish/grad'
import { type TrainingPoint, type TrainOptions, train } from '@planish/lab'
import { mlp } from '@planish/models'
import { cosine, followedBy, type State, sam, sgd } from '@planish/optim'

const { name, device } = orThrow(await useBackend('auto')())
console.log(`backend: ${name} (${device})`)

const toy = orThrow(gaussianToy({ size: 500, dimension: 50, signal: 2, sigma: 1, key: random.key(0) }))
const data = orThrow(corrupt(symmetric({ rate: 0.2 }), random.key(1))(toy))
const model = mlp({ inputShape: data.inputShape, hidden: [64], classes: data.classes, dropout: 0.2 })
const epochs = 6
const batchSize = 50

// Momentum and a schedule: the optimizer's state has tensors and a number of steps, and both must be saved.
const learningRate = cosine({ init: 0.1, steps: (epochs * data.labels.length) / batchSize })
const optimizer = followedBy(sgd({ learningRate, momentum: 0.9 }))(sam({ rho: 0.05, m: 1 }))
const options = {
  objective: { model, loss: crossEntropy },
  optimizer,
  data,
  epochs,
  batchSize,
  key: random.key(2),
}

/** Writes a training point, parameters and optimizer's state and counts, in one file that is whole or not there. */
async function save(file: string, { params, state, ...counts }: TrainingPoint<Tree, State>): Promise<void> {
  const tensors = await safetensors.fromTree({ params, state })
  const bytes = safetensors.encode(tensors, { counts: JSON.stringify(counts) })
  await writeFile(`${file}.part`, bytes)
  await rename(`${file}.part`, file)
}

/** Reads it again: `like` says which tensors there must be, and of what shapes. */
async function load<P extends Tree, S extends State>(
  file: string,
  like: { params: P; state: S },
): Promise<TrainingPoint<P, S>> {
  const { tensors, metadata } = orThrow(safetensors.decode(await readFile(file)))
  const counts = JSON.parse(metadata.counts ?? '{}') as Omit<TrainingPoint<P, S>, 'params' | 'state'>
  return { ...orThrow(safetensors.toTree<typeof like>(like, tensors)), ...counts }
}

/** What an untrained network and its optimizer look like. */
function fresh() {
  const params = model.init(random.key(0))
  return { params, state: optimizer.init(params) }
}

type Options = TrainOptions<ReturnType<typeof model.init>, ReturnType<typeof optimizer.init>>
const run = (more: Partial<Options> = {}) => train({ ...options, ...more })()

const folder = await mkdtemp(join(tmpdir(), 'planish-resuming-'))
const file = join(folder, 'checkpoint.safetensors')

const whole = orThrow(await run())
console.log(`without a stop: ${whole.epoch} epochs, ${whole.gradientEvaluations} gradient evaluations`)

// The same, saved after each epoch and where it is stopped, in the middle of the fourth.
const stop = new AbortController()
const stopped = await run({
  signal: stop.signal,
  onEpoch: point => save(file, point),
  onCheckpoint: point => save(file, point),
  onStep: ({ epoch, step }) => {
    if (epoch === 3 && step === 5) stop.abort()
  },
})
if (stopped._tag === 'Right') throw new Error('the training was to be stopped')
console.log(`stopped: ${stopped.left.message} (${stopped.left.code})`)

const saved = await load(file, fresh())
console.log(
  `read: ${(await readFile(file)).length} bytes, after epoch ${saved.epoch} and ${saved.midway?.step ?? 0} steps`,
)
const resumed = orThrow(await run({ from: saved }))

/** Whether two trees hold the same bits. */
async function sameBits(a: Tree, b: Tree): Promise<boolean> {
  const bits = async (of: Tree) =>
    Promise.all(tree.leaves(of).map(async leaf => Buffer.from(Float32Array.from(await leaf.data()).buffer)))
  const [of, others] = [await bits(a), await bits(b)]
  return of.length === others.length && of.every((leaf, index) => leaf.equals(others[index] ?? Buffer.of()))
}
console.log(`resumed: ${resumed.epoch} epochs, ${resumed.gradientEvaluations} gradient evaluations`)
console.log(`same parameters, bit for bit: ${await sameBits(whole.params, resumed.params)}`)
console.log(`as those in the file: ${await sameBits(whole.params, saved.params)}`)
await rm(folder, { recursive: true })
