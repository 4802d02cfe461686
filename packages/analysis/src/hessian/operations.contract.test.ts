import { random, scoped, type Tree } from '@planish/core'
import type { Layers, Loss, Objective } from '@planish/grad'
import {
  crossEntropy,
  focal,
  generalisedCrossEntropy,
  labelSmoothing,
  squared,
  symmetricCrossEntropy,
} from '@planish/grad'
import { gelu } from '@planish/models'
import { largestDifference } from '@planish/testing'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { gaussNewtonVectorProduct, hessianVectorProduct } from './products.ts'
import { drawnLike } from './vectors.ts'

const width = 4
const shapes = {
  affine: { bias: [width], scale: [width] },
  dense: { bias: [width], kernel: [width, width] },
  qkv: { bias: [3 * width], kernel: [width, 3 * width] },
  head: { bias: [2], kernel: [width, 2] },
  token: [width],
} as const

type Params = { readonly [name in keyof typeof shapes]: Tree } & {
  readonly affine: { readonly scale: Tensor; readonly bias: Tensor }
  readonly dense: { readonly kernel: Tensor; readonly bias: Tensor }
  readonly qkv: { readonly kernel: Tensor; readonly bias: Tensor }
  readonly head: { readonly kernel: Tensor; readonly bias: Tensor }
  readonly token: Tensor
}

const drawn = (): Params => {
  let next = 0
  const leaf = (shape: readonly number[]): Tensor => {
    const size = shape.reduce((a, b) => a * b, 1)
    return tf.tensor(random.normal(random.foldIn(random.key(7), next++), size), [...shape])
  }
  const pair = <A extends string>(of: { readonly [name in A | 'bias']: readonly number[] }, name: A) =>
    ({ bias: leaf(of.bias), [name]: leaf(of[name]) }) as { readonly [key in A | 'bias']: Tensor }
  return {
    affine: pair(shapes.affine, 'scale'),
    dense: pair(shapes.dense, 'kernel'),
    qkv: pair(shapes.qkv, 'kernel'),
    head: pair(shapes.head, 'kernel'),
    token: leaf(shapes.token),
  }
}

type Body = (layers: Layers, params: Params, x: Tensor) => Tensor

/** From [B, T, n] to [B, T′, n]. */
const bodies: { readonly [name: string]: Body } = {
  attention: (layers, { qkv, dense }, x) => layers.attention(x, { qkv, out: dense }, { heads: 2 }),
  layerNorm: (layers, { affine, dense }, x) => layers.layerNorm(layers.dense(x, dense), affine),
  groupNorm: (layers, { affine, dense }, x) =>
    layers.groupNorm(layers.dense(x, dense), affine, { groups: 2 }),
  batchNorm: (layers, { affine, dense }, x) => layers.batchNorm(layers.dense(x, dense), affine),
  gelu: (layers, { dense, token }, x) => layers.classToken(gelu(layers.dense(x, dense)), token),
  softmax: (layers, { dense, token }, x) => tf.softmax(layers.bias(layers.dense(x, dense), token)),
  exp: (layers, { dense }, x) => tf.exp(tf.sigmoid(layers.dense(x, dense))),
}

const modelOf = (body: Body): Objective<Params>['model'] => ({
  init: drawn,
  apply: layers => (params, x) => layers.dense(tf.mean(body(layers, params, x), 1), params.head),
})

const losses: readonly Loss[] = [
  squared,
  focal({ gamma: 2 }),
  generalisedCrossEntropy({ q: 0.7 }),
  labelSmoothing({ smoothing: 0.1 }),
  symmetricCrossEntropy({ alpha: 0.1, beta: 1 }),
]

const cases = [
  ...Object.entries(bodies).map(([name, body]) => ({ name, body, loss: crossEntropy })),
  ...losses.map(loss => ({ name: loss.name, body: bodies.exp as Body, loss })),
]

// A second derivative that an operation gets wrong, or treats as zero, would go unseen: tfjs does not tell.
it.each(cases)('exact products are those of differences: $name', ({ body, loss }) =>
  scoped(async own => {
    const objective = { model: modelOf(body), loss }
    const params = own(drawn())
    const batch = own({
      inputs: tf.tensor(random.normal(random.key(1), 3 * 2 * width), [3, 2, width]),
      labels: loss === squared ? tf.tensor2d([1, 0, 0, 1, 1, 0], [3, 2]) : tf.tensor1d([0, 1, 1], 'int32'),
    })
    const vector = own(drawnLike<Params>(params, random.key(2), random.normal))
    // On WebGPU, which in the tests is imitated and slow, the one that has all of the other's.
    const both = loss === crossEntropy && tf.getBackend() !== 'webgpu'
    const products = both ? [hessianVectorProduct, gaussNewtonVectorProduct] : [hessianVectorProduct]
    for (const times of products) {
      const exact = times(objective, params, batch, vector)
      const differences = times(objective, params, batch, vector, { method: 'differences' })
      own([exact.product, differences.product])
      expect(exact.method).toBe('exact')
      expect(await largestDifference(exact.product, differences.product)).toBeLessThan(2e-3)
    }
  }),
)
