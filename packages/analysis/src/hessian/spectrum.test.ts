import { random, scoped } from '@planish/core'
import type { BatchObjective } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { topEigenvalues } from './eigenvalues.ts'
import { hessianVectorProduct } from './products.ts'
import { spectralDensity } from './spectralDensity.ts'
import { golden, goldenBatch, goldenObjective, goldenTree } from './torchHessian.fixture.ts'
import { hessianTrace } from './trace.ts'

const key = random.key(3)

/** ½ Σ λ_i w_i²: the Hessian is diag(λ). */
const quadratic = (values: readonly number[]): BatchObjective<{ readonly w: tf.Tensor }> => ({
  batchLoss: ({ w }) => tf.mul(0.5, tf.sum(tf.mul(tf.square(w), tf.tensor1d([...values])))),
})

const pointOf = (size: number) => ({ w: tf.ones([size]) })
const anyBatch = () => ({ inputs: tf.ones([1, 1]), labels: tf.zeros([1], 'int32') })

it('finds the eigenvalues of a diagonal Hessian in every order, and multiple ones as often as they occur', () =>
  scoped(async own => {
    const objective = quadratic([3, -4, 3, 1, 0, 3, -4])
    const [params, batch] = own([pointOf(7), anyBatch()] as const)
    const cases = { largest: [3, 3, 3, 1], smallest: [-4, -4, 0, 1], magnitude: [-4, -4, 3, 3] } as const
    for (const [which, expected] of Object.entries(cases)) {
      const found = await topEigenvalues(objective, params, batch, {
        count: 4,
        key,
        which: which as keyof typeof cases,
      })
      own(found.vectors)
      expect(found.converged).toBe(true)
      for (const [index, value] of found.values.entries())
        expect(value).toBeCloseTo(expected[index] ?? NaN, 4)
    }
  }))

it('finds PyTorch’s eigenvalues, with vectors of which they are the eigenvalues', () =>
  scoped(async own => {
    const params = own(goldenTree(golden.params))
    const batch = goldenBatch()
    own({ ...batch })
    for (const { name, largest, smallest } of golden.matrices) {
      const matrix = name as 'hessian' | 'gaussNewton'
      const top = await topEigenvalues(goldenObjective, params, batch, { count: 5, key, matrix })
      own(top.vectors)
      expect(top.converged).toBe(true)
      for (const [index, value] of top.values.entries()) {
        expect(Math.abs(value / (largest[index] as number) - 1)).toBeLessThan(0.01)
      }
      const bottom = await topEigenvalues(goldenObjective, params, batch, { key, matrix, which: 'smallest' })
      own(bottom.vectors)
      expect(bottom.values[0]).toBeCloseTo(smallest[0] as number, 3)
    }
    const { values, vectors } = await topEigenvalues(goldenObjective, params, batch, { key, tolerance: 1e-4 })
    own(vectors)
    const [vector] = vectors
    const { product } = hessianVectorProduct(goldenObjective, params, batch, vector as typeof params)
    own(product)
    const [found, along] = await Promise.all(
      [product, vector as typeof params].map(async of =>
        Promise.all(of.layers.map(({ kernel }) => kernel.data())),
      ),
    )
    const flatten = (parts: readonly ArrayLike<number>[] = []) => parts.flatMap(part => Array.from(part))
    for (const [index, value] of flatten(found).entries()) {
      expect(value).toBeCloseTo((values[0] as number) * (flatten(along)[index] as number), 3)
    }
  }))

it('estimates PyTorch’s trace within its standard error, and a diagonal one exactly', () =>
  scoped(async own => {
    const [params, diagonal, one] = own([goldenTree(golden.params), pointOf(3), anyBatch()] as const)
    const batch = goldenBatch()
    own({ ...batch })
    for (const { name, trace } of golden.matrices) {
      const matrix = name as 'hessian' | 'gaussNewton'
      const found = await hessianTrace(goldenObjective, params, batch, { key, matrix, samples: 60 })
      expect(Math.abs(found.mean - trace)).toBeLessThan(3 * found.standardError)
      expect(found.standardError).toBeLessThan(0.2 * trace)
    }
    const exact = await hessianTrace(quadratic([3, -4, 2]), diagonal, one, { key, samples: 2 })
    expect(exact.mean).toBeCloseTo(1, 5)
    expect(exact.standardError).toBeLessThan(1e-5)
  }))

it('a density has the moments of the spectrum, and mass 1', () =>
  scoped(async own => {
    const values = [3, -4, 2, 1, 0, 6]
    const [params, batch] = own([pointOf(6), anyBatch()] as const)
    const found = await spectralDensity(quadratic(values), params, batch, { key, probes: 2, points: 2000 })
    for (const { nodes, weights } of found.quadratures) {
      // Vectors of ±1 see every eigenvalue of a diagonal matrix alike.
      for (const power of [0, 1, 2, 3]) {
        const moment = nodes.reduce((sum, node, index) => sum + (weights[index] ?? 0) * node ** power, 0)
        const expected = values.reduce((sum, value) => sum + value ** power, 0) / values.length
        expect(Math.abs(moment - expected)).toBeLessThan(1e-3 * 6 ** power)
      }
    }
    const width = (found.grid[1] as number) - (found.grid[0] as number)
    expect(found.density.reduce((sum, density) => sum + density * width, 0)).toBeCloseTo(1, 3)
  }))

it('looks at a block of the parameters where asked to', () =>
  scoped(async own => {
    const objective: BatchObjective<{ readonly a: tf.Tensor; readonly b: tf.Tensor }> = {
      batchLoss: ({ a, b }) => tf.add(tf.sum(tf.square(a)), tf.mul(4, tf.sum(tf.square(b)))),
    }
    const params = own({ a: tf.ones([2]), b: tf.ones([3]) })
    const batch = own(anyBatch())
    const products: number[] = []
    const found = await topEigenvalues(objective, params, batch, {
      key,
      mask: path => path === 'a',
      onProgress: count => products.push(count),
    })
    own(found.vectors)
    expect(found.values[0]).toBeCloseTo(2, 5)
    expect(Array.from((await found.vectors[0]?.b.data()) ?? [])).toEqual([0, 0, 0])
    expect(products).toEqual(Array.from({ length: found.iterations }, (_, index) => index + 1))
    const trace = await hessianTrace(objective, params, batch, {
      key,
      mask: path => path === 'b',
      samples: 2,
    })
    expect(trace.mean).toBeCloseTo(24, 4)
  }))

it('refuses bad options and losses that are not finite', () =>
  scoped(async own => {
    const [params, batch] = own([pointOf(2), anyBatch()] as const)
    const objective = quadratic([1, 2])
    const live = tf.memory().numTensors
    const refused = (run: Promise<unknown>, message: RegExp) => expect(run).rejects.toThrow(message)
    await refused(topEigenvalues(objective, params, batch, { key, count: 0 }), /^topEigenvalues: count/)
    await refused(topEigenvalues(objective, params, batch, { key, difference: 0 }), /difference must be/)
    await refused(topEigenvalues(objective, params, [], { key }), /no examples/)
    await refused(topEigenvalues(objective, params, batch, { key, matrix: 'gaussNewton' }), /no logits/)
    await refused(hessianTrace(objective, params, batch, { key, samples: 1 }), /^hessianTrace: samples/)
    await refused(spectralDensity(objective, params, batch, { key, sigma: 0 }), /^spectralDensity: sigma/)
    await refused(topEigenvalues(objective, params, batch, { key, mask: () => false }), /chooses no tensor/)
    const broken: typeof objective = { batchLoss: ({ w }) => tf.sum(tf.sqrt(tf.sub(w, 2))) }
    await refused(topEigenvalues(broken, params, batch, { key }), /not finite/)
    expect(tf.memory().numTensors).toBe(live)
  }))
