import * as tf from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { PlanishError } from '../errors.ts'
import type { Leaf, Tree } from '../tree.ts'
import * as safetensors from './index.ts'

const example = () => ({
  params: { layers: [{ kernel: tf.tensor2d([[1, -2, 0.1]]), bias: tf.tensor1d([]) }] },
  labels: tf.tensor1d([3, -4], 'int32'),
  mask: tf.tensor1d([true, false], 'bool'),
  step: 2 ** 40 + 0.5,
  loss: tf.scalar(7),
})

describe('a tree', () => {
  it('has its dotted paths as names and numbers as float64 scalars', async () => {
    const tree = example()
    expect(await safetensors.fromTree(tree)).toEqual({
      'params.layers.0.bias': { dtype: 'float32', shape: [0], data: Float32Array.of() },
      'params.layers.0.kernel': { dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, -2, 0.1) },
      labels: { dtype: 'int32', shape: [2], data: Int32Array.of(3, -4) },
      mask: { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
      step: { dtype: 'float64', shape: [], data: Float64Array.of(2 ** 40 + 0.5) },
      loss: { dtype: 'float32', shape: [], data: Float32Array.of(7) },
    })
    tf.dispose(tree)
  })

  it('comes back from a file, in fresh tensors', async () => {
    const tree = example()
    const stored = await safetensors.fromTree(tree)
    const read = safetensors.decode(safetensors.encode(stored))
    const back = E.isRight(read) ? safetensors.toTree(tree, read.right.tensors) : read
    if (E.isLeft(back)) throw back.left
    tf.dispose(tree)
    expect(back.right.step).toBe(2 ** 40 + 0.5)
    expect(await safetensors.fromTree(back.right)).toEqual(stored)
    tf.dispose(back.right)
  })

  it('shares no memory with what is stored', async () => {
    const tree = { x: tf.tensor1d([1, 2]) }
    const stored = await safetensors.fromTree(tree)
    const back = safetensors.toTree(tree, stored)
    if (E.isLeft(back)) throw back.left
    stored.x?.data.fill(0 as never)
    expect(Array.from(await tree.x.data())).toEqual([1, 2])
    expect(Array.from(await back.right.x.data())).toEqual([1, 2])
    tf.dispose([tree, back.right])
  })

  it('refuses other names, shapes and types, and says where', async () => {
    const x = tf.zeros([2, 3])
    const other = tf.zeros([3, 2])
    const integers = tf.zeros([2, 3], 'int32')
    const cases: readonly [Tree<Leaf>, Tree<Leaf>, string][] = [
      [{ a: { x } }, { a: { y: x } }, 'a.x should be float32 of shape [2, 3], the file has nothing'],
      [{ a: [x] }, { a: [x, x] }, 'the tree lacks: a.1'],
      [
        { a: [x] },
        { a: [other] },
        'a.0 should be float32 of shape [2, 3], the file has float32 of shape [3, 2]',
      ],
      [{ a: [x] }, { a: [integers] }, 'a.0 should be float32 of shape [2, 3], the file has int32'],
      [{ step: 1 }, { step: x }, 'step should be float64 of shape [], the file has float32'],
      [{ step: x }, { step: 1 }, 'step should be float32 of shape [2, 3], the file has float64 of shape []'],
      [{ toString: x }, {}, 'toString should be'],
    ]
    for (const [like, stored, message] of cases) {
      const result = safetensors.toTree(like, await safetensors.fromTree(stored))
      if (E.isRight(result)) throw new Error(`accepted: ${message}`)
      expect(result.left.code).toBe('tree')
      expect(result.left.message).toContain(message)
    }
    tf.dispose([x, other, integers])
  })

  it('whose leaves have one path, or of strings, cannot be stored', async () => {
    await expect(safetensors.fromTree({ 'a.b': 1, a: { b: 2 } })).rejects.toThrow(
      'two leaves of the tree have the path a.b',
    )
    const text = tf.tensor1d(['x'], 'string')
    await expect(safetensors.fromTree({ a: text })).rejects.toThrow(PlanishError)
    text.dispose()
  })
})
