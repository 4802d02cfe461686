import { disposeTree, random, scoped, type Tree } from '@planish/core'
import type { BatchObjective, Objective } from '@planish/grad'
import { crossEntropy, logistic, sliceOf } from '@planish/grad'
import { cnn, linear } from '@planish/models'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { topEigenvalues } from './eigenvalues.ts'
import { gaussNewtonVectorProduct, hessianVectorProduct, type Product } from './products.ts'
import { golden, goldenBatch, goldenObjective, goldenTree } from './torchHessian.fixture.ts'
import { hessianTrace } from './trace.ts'
import { drawnLike } from './vectors.ts'

const products = { hessian: hessianVectorProduct, gaussNewton: gaussNewtonVectorProduct } as const

it.each(golden.matrices)('is the product of PyTorch’s matrix, both ways: $name', ({ name, product }) =>
  scoped(async own => {
    const [params, vector, expected] = own([golden.params, golden.vector, product].map(goldenTree)) as [
      ReturnType<typeof goldenTree>,
      ReturnType<typeof goldenTree>,
      ReturnType<typeof goldenTree>,
    ]
    const batch = goldenBatch()
    own({ ...batch })
    const times = products[name as keyof typeof products]
    const exact = times(goldenObjective, params, batch, vector)
    own(exact.product)
    expect(exact.method).toBe('exact')
    await expectClose(exact.product, expected, 1e-5)
    const differences = times(goldenObjective, params, batch, vector, { method: 'differences' })
    own(differences.product)
    expect(differences.method).toBe('differences')
    await expectClose(differences.product, expected, 1e-3)
  }),
)

it('is XᵀDX v/n in logistic regression, D = σ(1 − σ), where the Hessian is the Gauss–Newton matrix', () =>
  scoped(async own => {
    const [n, d] = [7, 3]
    const model = linear({ inputShape: [d], classes: 1, bias: false })
    const x = own(tf.tensor2d(random.normal(random.key(1), n * d), [n, d]))
    const batch = { inputs: x, labels: own(tf.tensor1d([0, 1, 1, 0, 1, 0, 0], 'int32')) }
    const params = own({ layers: [{ kernel: tf.tensor2d([0.5, -1, 2], [d, 1]) }] })
    const vector = own({ layers: [{ kernel: tf.tensor2d([1, 2, -0.5], [d, 1]) }] })
    const expected = own(
      tf.tidy(() => {
        const p = tf.sigmoid(tf.matMul(x, params.layers[0]?.kernel as tf.Tensor2D))
        const along = tf.matMul(x, vector.layers[0]?.kernel as tf.Tensor2D)
        const kernel = tf.div(tf.matMul(x, tf.mul(along, tf.mul(p, tf.sub(1, p))), true), n)
        return { layers: [{ kernel }] }
      }),
    )
    for (const times of [hessianVectorProduct, gaussNewtonVectorProduct]) {
      const whole = times({ model, loss: logistic }, params, batch, vector)
      own(whole.product)
      await expectClose(whole.product, expected, 1e-5)
      const parts = [sliceOf(batch, 0, 5), sliceOf(batch, 5, 2)]
      own(parts.map(part => ({ ...part })) as unknown as Tree)
      const inParts = times({ model, loss: logistic }, params, parts, vector)
      own(inParts.product)
      await expectClose(inParts.product, expected, 1e-5)
    }
  }))

/** A network whose gradients have no gradients in tfjs; what it returns says so, and nothing leaks. */
it('takes differences for a convolution, and consumes and leaks nothing', () =>
  scoped(async own => {
    const model = cnn({ inputShape: [4, 4, 1], classes: 2, width: 2, activation: 'tanh' })
    const objective = { model, loss: crossEntropy } as unknown as Objective
    const params = own(model.init(random.key(0)))
    const batch = {
      inputs: own(tf.tensor(random.normal(random.key(1), 48), [3, 4, 4, 1])),
      labels: own(tf.tensor1d([0, 1, 1], 'int32')),
    }
    const vector = own(drawnLike<Tree>(params, random.key(2), random.normal))
    const live = tf.memory().numTensors
    const release = ({ product }: Product<Tree>): void => disposeTree(product)
    const found = hessianVectorProduct(objective, params, batch, vector)
    expect(found.method).toBe('differences')
    expect(() => hessianVectorProduct(objective, params, batch, vector, { method: 'exact' })).toThrow(
      /no gradient for its kernel/,
    )
    release(found)
    const flatter = gaussNewtonVectorProduct(objective, params, batch, vector)
    expect(flatter.method).toBe('differences')
    release(flatter)
    expect(tf.memory().numTensors).toBe(live)
  }))

it('is zero for a loss that is linear, also along the parameters themselves, and along nothing', () =>
  scoped(async own => {
    const params = own<{ readonly w: tf.Tensor }>({ w: tf.tensor1d([1, 2]) })
    const batch = own({ inputs: tf.ones([1, 1]), labels: tf.zeros([1], 'int32') })
    const flatLoss: BatchObjective<typeof params> = { batchLoss: ({ w }) => tf.sum(w) }
    const bowl: BatchObjective<typeof params> = { batchLoss: ({ w }) => tf.sum(tf.square(w)) }
    const zero: typeof params = own({ w: tf.zeros([2]) })
    for (const method of ['exact', 'differences'] as const) {
      for (const [objective, vector] of [
        [flatLoss, params],
        [bowl, zero],
      ] as const) {
        const { product } = hessianVectorProduct(objective, params, batch, vector, { method })
        own(product)
        expect(Math.max(...(await product.w.data()).map(Math.abs))).toBeLessThan(1e-4)
      }
    }
  }))

it('leads to the eigenvalues and the trace of a diagonal Hessian on every backend', () =>
  scoped(async own => {
    const params = own<{ readonly w: tf.Tensor }>({ w: tf.ones([4]) })
    const batch = own({ inputs: tf.ones([1, 1]), labels: tf.zeros([1], 'int32') })
    const objective: BatchObjective<typeof params> = {
      batchLoss: ({ w }) => tf.sum(tf.mul(tf.square(w), tf.tensor1d([2, -1, 0.5, 2]))),
    }
    const options = { key: random.key(0), count: 2 }
    const { values, vectors } = await topEigenvalues(objective, params, batch, options)
    own(vectors)
    for (const value of values) expect(value).toBeCloseTo(4, 4)
    const { mean } = await hessianTrace(objective, params, batch, { key: random.key(0), samples: 2 })
    expect(mean).toBeCloseTo(7, 4)
  }))
