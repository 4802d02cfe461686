import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlanishError } from './errors.ts'
import type { Leaf, Tree } from './tree.ts'
import { entries, leaves, map, map2, rebuild } from './tree.ts'

/** Trees of numbers, with keys that collide with what JavaScript objects bring along. */
const trees: fc.Arbitrary<Tree<number>> = fc.letrec<{ tree: Tree<number> }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.integer(),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        fc.string({ minLength: 1, maxLength: 3 }),
        fc.constantFrom('toString', 'constructor', '10', '9', 'length'),
      ),
      tie('tree'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).tree

/** The same tree with every object's keys written the other way round. */
const reordered = (node: Tree<number>): Tree<number> =>
  typeof node === 'number'
    ? node
    : Array.isArray(node)
      ? node.map(reordered)
      : Object.fromEntries(
          Object.entries(node)
            .reverse()
            .map(([key, child]) => [key, reordered(child)]),
        )

describe('any tree', () => {
  it('is rebuilt from its leaves', () => {
    fc.assert(
      fc.property(trees, tree => {
        const blank = map<Tree<number>, number>(tree, () => 0)
        expect(rebuild<Tree<number>, number>(blank, leaves(tree))).toEqual(tree)
      }),
    )
  })

  it('is walked in one order, whatever the order its keys were written in', () => {
    fc.assert(
      fc.property(trees, tree => {
        expect(entries(reordered(tree))).toEqual(entries(tree))
        const sums = map2<Tree<number>, number>(tree, reordered(tree), (a, b) => a - b)
        expect(leaves(sums).every(difference => difference === 0)).toBe(true)
      }),
    )
  })

  it('has a mapped tree with the same paths, which f is told', () => {
    fc.assert(
      fc.property(trees, tree => {
        const told: string[] = []
        const mapped = map<Tree<number>, number>(tree, (leaf, path) => {
          told.push(path)
          return leaf + 1
        })
        expect(entries(mapped)).toEqual(entries(tree).map(({ path, leaf }) => ({ path, leaf: leaf + 1 })))
        expect(told).toEqual(entries(tree).map(({ path }) => path))
      }),
    )
  })
})

describe('order and paths', () => {
  it('are those of sorted keys, arrays by their index', () => {
    const tree = { b: [1, { z: 2, a: 3 }], a: 4, B: 5 }
    expect(entries<number>(tree)).toEqual([
      { path: 'B', leaf: 5 },
      { path: 'a', leaf: 4 },
      { path: 'b.0', leaf: 1 },
      { path: 'b.1.a', leaf: 3 },
      { path: 'b.1.z', leaf: 2 },
    ])
    const long = Array.from({ length: 12 }, (_, index) => index)
    expect(leaves<number>(long)).toEqual(long) // by number: 10 after 9, not after 1
  })

  it('a lone leaf is a tree with the empty path, an empty container one without leaves', () => {
    expect(entries<number>(7)).toEqual([{ path: '', leaf: 7 }])
    expect(leaves([])).toEqual([])
    expect(map({ a: [], b: {} }, leaf => leaf)).toEqual({ a: [], b: {} })
  })
})

describe('maps of tensors', () => {
  it('hand over the tensors themselves and keep the containers’ kinds', () => {
    const [x, y] = [tf.zeros([2]), tf.ones([2])]
    const tree = { layers: [{ kernel: x }], scale: y }
    const seen: tf.Tensor[] = []
    const same = map(tree, leaf => {
      seen.push(leaf)
      return leaf
    })
    expect(same.layers[0]?.kernel).toBe(x)
    expect(Array.isArray(same.layers)).toBe(true)
    expect(seen).toEqual([x, y])
    tf.dispose([x, y])
  })
})

describe('strictness', () => {
  const error = (message: string) => expect.objectContaining({ code: 'tree', message })
  const difference = (first: Tree<Leaf>, second: Tree<Leaf>) => () =>
    map2<Tree<Leaf>, Leaf>(first, second, leaf => leaf)

  it('of structures: the error names the path and both sides', () => {
    const cases: readonly [Tree<Leaf>, Tree<Leaf>, string][] = [
      [{ a: 1 }, { b: 1 }, 'trees differ at the root: an object with keys a against an object with keys b'],
      [
        { w: { a: 1, b: 2 } },
        { w: { a: 1 } },
        'trees differ at w: an object with keys a, b against an object with keys a',
      ],
      [{ w: [1, 2] }, { w: [1] }, 'trees differ at w: an array of 2 against an array of 1'],
      [{ w: [1] }, { w: { 0: 1 } }, 'trees differ at w: an array of 1 against an object with keys 0'],
      [{ w: { 0: 1 } }, { w: [1] }, 'trees differ at w: an object with keys 0 against an array of 1'],
      [{ w: [{ a: 1 }] }, { w: [3] }, 'trees differ at w.0: an object with keys a against a number'],
      [{ w: [3] }, { w: [[]] }, 'trees differ at w.0: a number against an array of 0'],
    ]
    for (const [first, second, message] of cases) expect(difference(first, second)).toThrow(error(message))
  })

  it('of shapes: the same size is not enough', () => {
    const [wide, tall, flat] = [tf.zeros([2, 3]), tf.zeros([3, 2]), tf.zeros([6])]
    expect(difference({ layers: [{ kernel: wide }] }, { layers: [{ kernel: tall }] })).toThrow(
      error('trees differ at layers.0.kernel: a tensor of shape [2, 3] against a tensor of shape [3, 2]'),
    )
    expect(difference([wide], [flat])).toThrow(
      error('trees differ at 0: a tensor of shape [2, 3] against a tensor of shape [6]'),
    )
    expect(difference(wide, 1)).toThrow(
      error('trees differ at the root: a tensor of shape [2, 3] against a number'),
    )
    expect(difference(1, wide)).toThrow(
      error('trees differ at the root: a number against a tensor of shape [2, 3]'),
    )
    tf.dispose([wide, tall, flat])
  })

  it('of what a tree may hold', () => {
    const bad = (node: unknown) => node as Tree<number>
    expect(() => leaves(bad({ a: [1, 'text'] }))).toThrow(error('the tree holds text at a.1'))
    expect(() => leaves(bad({ a: undefined }))).toThrow(error('the tree holds undefined at a'))
    expect(() => leaves(bad(null))).toThrow(error('the tree holds null at its root'))
  })

  it('of the count of leaves in rebuild', () => {
    for (const values of [[1], [1, 2, 3]]) {
      expect(() => rebuild<Tree<number>, number>({ a: 0, b: [0] }, values)).toThrow(
        error(`a tree of 2 leaves can't be rebuilt from ${values.length} values`),
      )
    }
    expect(() => rebuild<Tree<number>, number>([], [1])).toThrow(PlanishError)
  })
})
