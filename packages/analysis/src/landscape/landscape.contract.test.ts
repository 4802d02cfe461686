import { random, scoped } from '@planish/core'
import type { BatchObjective } from '@planish/grad'
import { logistic } from '@planish/grad'
import { linear } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { landscapeAlong, straightPath } from './alongLine.ts'
import { filterNormalised } from './filterNormalised.ts'
import { landscapeOnPlane } from './onPlane.ts'

type Params = { readonly w: tf.Tensor }

/** ½‖w‖²: known along every line. */
const bowl: BatchObjective<Params> = { batchLoss: ({ w }) => tf.mul(0.5, tf.sum(tf.square(w))) }

const anyBatch = () => ({ inputs: tf.ones([1, 1]), labels: tf.zeros([1], 'int32') })

it('follows a parabola along a line, on a plane and between two points', () =>
  scoped(async own => {
    const [params, direction, other, batch] = own([
      { w: tf.tensor1d([1, 2]) },
      { w: tf.tensor1d([1, 0]) },
      { w: tf.tensor1d([0, -1]) },
      anyBatch(),
    ] as const)
    const at = [-1, 0, 0.5]
    const line = await landscapeAlong<Params>(bowl, params, batch, direction, { at })
    for (const [index, t] of at.entries()) {
      expect(line.losses[index]).toBeCloseTo(0.5 * ((1 + t) ** 2 + 4), 5)
    }
    expect(line.accuracies).toEqual([NaN, NaN, NaN])
    const done: number[] = []
    const plane = await landscapeOnPlane<Params>(bowl, params, batch, [direction, other], {
      x: at,
      y: [0, 2],
      onProgress: points => done.push(points),
    })
    for (const [row, y] of plane.y.entries()) {
      for (const [column, x] of plane.x.entries()) {
        expect(plane.losses[row]?.[column]).toBeCloseTo(0.5 * ((1 + x) ** 2 + (2 - y) ** 2), 5)
      }
    }
    expect(done).toEqual([1, 2, 3, 4, 5, 6])
    const path = await straightPath<Params>(bowl, params, direction, batch, { at: [0, 0.5, 1] })
    expect(path.losses[1]).toBeCloseTo(0.5 * (1 + 1), 5)
    expect(path.barrier).toBeCloseTo(0, 5) // convex: nowhere above the chord
    const hill: BatchObjective<Params> = { batchLoss: ({ w }) => tf.neg(bowl.batchLoss({ w }, batch)) }
    const over = await straightPath<Params>(hill, params, direction, batch, { at: [0, 0.5, 1] })
    expect(over.barrier).toBeCloseTo(-1 + 0.5 * (2.5 + 0.5), 5)
    await expect(straightPath<Params>(bowl, params, direction, batch, { at: [0, 0.5] })).rejects.toThrow(
      /at must include 0 and 1/,
    )
    await expect(landscapeAlong<Params>(bowl, params, batch, direction, { at: [NaN] })).rejects.toThrow(
      /^landscapeAlong: at/,
    )
  }))

it('tells accuracy, over batches as over all', () =>
  scoped(async own => {
    const model = linear({ inputShape: [1], classes: 1, bias: false })
    const params = own({ layers: [{ kernel: tf.tensor2d([[1]]) }] })
    const batches = own([
      { inputs: tf.tensor2d([[1], [2], [-1]]), labels: tf.tensor1d([1, 1, 1], 'int32') },
      { inputs: tf.tensor2d([[-3]]), labels: tf.tensor1d([0], 'int32') },
    ] as const)
    const line = await landscapeAlong({ model, loss: logistic }, params, batches, params, { at: [0, -2] })
    expect(line.accuracies).toEqual([0.75, 0.25])
    const softplus = (z: number): number => Math.log(1 + Math.exp(z))
    expect(line.losses[0]).toBeCloseTo((softplus(-1) + softplus(-2) + softplus(1) + softplus(-3)) / 4, 5)
  }))

it('filters of a direction are as long as the weights’ own; biases stay unless chosen', () =>
  scoped(async own => {
    const params = own({
      bias: tf.tensor1d([3, 4]),
      conv: tf.tensor(random.normal(random.key(0), 3 * 3 * 2 * 4), [3, 3, 2, 4]),
      dense: tf.tensor2d([
        [1, 0, 2],
        [1, 0, -2],
      ]),
    })
    const direction = own(filterNormalised(params, random.key(1)))
    const lengths = (kernel: tf.Tensor): Promise<unknown> => {
      const axes = kernel.shape.slice(0, -1).map((_, axis) => axis)
      return own(tf.tidy(() => tf.sqrt(tf.sum(tf.square(kernel), axes)))).array()
    }
    for (const name of ['conv', 'dense'] as const) {
      const [found, expected] = [await lengths(direction[name]), await lengths(params[name])] as number[][]
      for (const [index, length] of (found ?? []).entries())
        expect(length).toBeCloseTo(expected?.[index] ?? NaN, 4)
    }
    expect(Array.from(await direction.bias.data())).toEqual([0, 0])
    const all = own(filterNormalised(params, random.key(1), { mask: () => true }))
    const [x = 0, y = 0] = await all.bias.data()
    expect(Math.hypot(x, y)).toBeCloseTo(5, 4)
    expect(Array.from(await all.dense.data())).toEqual(Array.from(await direction.dense.data()))
  }))
