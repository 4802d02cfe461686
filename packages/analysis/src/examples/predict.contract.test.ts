import { disposeTree, random, scoped, tree } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { linear } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { predict } from './predict.ts'

const dimension = 3

/** More than one pass, the last one smaller. */
const examples = 1203

const dataset = (classes: number): Dataset => ({
  name: 'normal',
  inputs: random.normal(random.key(1), examples * dimension),
  inputShape: [dimension],
  labels: new Int32Array(examples),
  classes,
  scale: { divide: 2, mean: 0.5 },
})

/** The logits of example i under kernel [dimension, width] and bias [width], in float64. */
function logitsOf({ inputs, scale }: Dataset, kernel: ArrayLike<number>, bias: ArrayLike<number>, i: number) {
  const width = bias.length
  return Array.from(bias, (offset, k) => {
    let logit = offset
    for (let j = 0; j < dimension; j++) {
      const x = (inputs[i * dimension + j] as number) / scale.divide - scale.mean
      logit += x * (kernel[j * width + k] as number)
    }
    return logit
  })
}

it.each([
  ['the largest of many logits', 4, (logits: number[]) => logits.indexOf(Math.max(...logits))],
  ['whether the only logit is positive', 1, ([logit = 0]: number[]) => (logit > 0 ? 1 : 0)],
])('predicts by %s', (_, width, choose) =>
  scoped(async own => {
    const model = linear({ inputShape: [dimension], classes: width })
    const drawn = model.init(random.key(2))
    const params = own(tree.map(drawn, leaf => tf.add(leaf, 0.1)))
    disposeTree(drawn)
    const data = dataset(Math.max(2, width))
    const [layer] = params.layers
    if (layer?.bias === undefined) throw new Error('a linear model has a bias')
    const [kernel, bias] = [await layer.kernel.data(), await layer.bias.data()]
    const expected = Int32Array.from({ length: examples }, (_, i) => choose(logitsOf(data, kernel, bias, i)))
    expect(new Set(expected).size).toBe(Math.max(2, width))
    expect(await predict(model, params, data)).toEqual(expected)
  }),
)
