import { accuracy, predict } from '@planish/analysis'
import { useBackend } from '@planish/backend'
import { orThrow, random, type Tree, tree } from '@planish/core'
import { corrupt, type Dataset, subset, symmetric, take } from '@planish/datasets'
import { fashionMnistSubset } from '@planish/datasets/node'
import { crossEntropy, type DenseParams, type Model, plain } from '@planish/grad'
import { train } from '@planish/lab'
import { mlp } from '@planish/models'
import { chain, descending, followedBy, type GradientTransformation, sam, sgd } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'

const { name, device } = orThrow(await useBackend('auto')())
console.log(`backend: ${name} (${device})`)

/** The examples of some classes, labelled by their place in the list. */
const ofClasses = (classes: readonly number[]) => (data: Dataset) => {
  const indices = data.labels.map((_, index) => index)
  const { classNames: _, ...chosen } = subset(
    indices.filter(index => classes.includes(data.labels[index] ?? -1)),
  )(data)
  const labels = chosen.labels.map(label => classes.indexOf(label))
  return { ...chosen, labels, classes: classes.length }
}

// Five kinds of clothing that a network knows already, and five that come with few examples, some labelled wrong.
const fashion = orThrow(await fashionMnistSubset()())
const known = ofClasses([0, 2, 5, 7, 8])(fashion.train)
const fresh = ofClasses([1, 3, 4, 6, 9])
const few = orThrow(corrupt(symmetric({ rate: 0.3 }), random.key(1))(take(400)(fresh(fashion.train))))
const test = fresh(fashion.test)

const whole = mlp({ inputShape: fashion.train.inputShape, hidden: [128, 64], classes: 5 })
const pretrained = orThrow(
  await train({
    objective: { model: whole, loss: crossEntropy },
    optimizer: followedBy(sgd({ learningRate: 0.05, momentum: 0.9 }))(sam({ rho: 0.05 })),
    data: known,
    epochs: 3,
    batchSize: 100,
    key: random.key(2),
  })(),
).params
const [first, second] = pretrained.layers
if (!first || !second) throw new Error('the network has three layers')
const before = await bits([first, second])

const percent = (share: number | null): string => `${(100 * (share ?? 0)).toFixed(1)} %`
const oneSam = sam({ rho: 0.05, m: 1 })
const options = { data: few, epochs: 20, batchSize: 50, key: random.key(3) }

/** All values of a tree as bytes. */
async function bits(parameters: Tree): Promise<string> {
  const values = await Promise.all(tree.leaves(parameters).map(leaf => leaf.data()))
  return values.map(value => Buffer.from(Float32Array.from(value).buffer).toString('base64')).join()
}

// One way: an objective whose parameters are the head's alone. The body is a constant to it: SAM perturbs the head
// only, and no gradient of the body is computed.
const headOnly: Model<DenseParams> = {
  init: () => ({ kernel: tf.zeros([64, 5]), bias: tf.zeros([5]) }),
  apply: layers => (head, inputs) => {
    const flat = tf.reshape(inputs, [-1, first.kernel.shape[0] ?? 0])
    return layers.dense(tf.relu(plain.dense(tf.relu(plain.dense(flat, first)), second)), head)
  },
}
let path = ''
const tuned = orThrow(
  await train({
    ...options,
    objective: { model: headOnly, loss: crossEntropy },
    optimizer: followedBy(sgd({ learningRate: 0.03 }))(oneSam),
    onEpoch: async (_, report) => {
      path = report.path
    },
  })(),
)
console.log(
  `by the objective (${path}): test accuracy ${percent(accuracy(await predict(headOnly, tuned.params, test), test.labels))}`,
)
console.log(`  the body is bit for bit what it was: ${(await bits([first, second])) === before}`)

// The other way: a transformation that lets updates of some parameters through. Here the gradient and SAM's
// perturbation are the whole network's: it costs more, and ε goes into the frozen parameters too.
const only = (learns: (path: string) => boolean): GradientTransformation<readonly []> => ({
  init: () => [],
  update: (updates, state) => ({
    updates: tree.map(updates, (leaf, at) => (learns(at) ? tf.clone(leaf) : tf.zerosLike(leaf))),
    state,
  }),
})
const isHead = (at: string): boolean => at.startsWith('layers.2.')
const masked = descending(chain(sgd({ learningRate: 0.03 }), only(isHead)))
const freshHead = headOnly.init(random.key(4))
const start = { layers: [first, second, freshHead] }
const optimizer = followedBy(masked)(oneSam)
const byMask = orThrow(
  await train({
    ...options,
    objective: { model: whole, loss: crossEntropy },
    optimizer,
    from: { params: start, state: optimizer.init(start), epoch: 0, gradientEvaluations: 0, seconds: 0 },
  })(),
)
console.log(
  `by a mask on the updates: test accuracy ${percent(accuracy(await predict(whole, byMask.params, test), test.labels))}`,
)
const body = byMask.params.layers.slice(0, 2)
console.log(`  the body is bit for bit what it was: ${(await bits(body)) === before}`)
