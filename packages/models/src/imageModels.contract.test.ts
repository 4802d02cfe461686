import type { Leaf, Tree } from '@planish/core'
import { random, safetensors, scoped, tidy, tree } from '@planish/core'
import { type Model, plain } from '@planish/grad'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { cnn } from './cnn.ts'
import { denseNet } from './denseNet.ts'
import { resNet20 } from './resNet.ts'
import { vit } from './vit.ts'

const shapesOf = (params: Tree): Record<string, number[]> =>
  Object.fromEntries(tree.entries(params).map(({ path, leaf }) => [path, leaf.shape]))

const bytesOf = async (params: Tree<Leaf>) => safetensors.encode(await safetensors.fromTree(params))

/** FNV-1a, 32 bits. */
const checksum = (bytes: Uint8Array): number =>
  bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5)

const image = { inputShape: [4, 4, 2], classes: 3 }

/** Names and shapes of an affine layer's parameters. */
const affine = (name: string, channels: number) => ({
  [`${name}.bias`]: [channels],
  [`${name}.scale`]: [channels],
})
const dense = (name: string, inputs: number, outputs: number) => ({
  [`${name}.bias`]: [outputs],
  [`${name}.kernel`]: [inputs, outputs],
})

/** A model whose parameters' type does not matter. */
interface Sample {
  readonly name: string
  readonly init: (seed: number) => Tree
  readonly logits: (seed: number, inputs: tf.Tensor) => tf.Tensor
  readonly shapes: Record<string, number[]>
  /** Of the parameters of seed 0, as a file. */
  readonly checksum: number
}

const sample = <P extends Tree>(
  name: string,
  model: Model<P>,
  shapes: Record<string, number[]>,
  checksum: number,
): Sample => ({
  name,
  init: seed => model.init(random.key(seed)),
  logits: (seed, inputs) => tidy(() => model.apply(plain)(model.init(random.key(seed)), inputs)),
  shapes,
  checksum,
})

const block = (name: string, inputs: number, outputs: number) => ({
  [`${name}.conv1.kernel`]: [3, 3, inputs, outputs],
  ...affine(`${name}.norm1`, outputs),
  [`${name}.conv2.kernel`]: [3, 3, outputs, outputs],
  ...affine(`${name}.norm2`, outputs),
})

const samples = [
  sample(
    'a cnn with biases',
    cnn({ ...image, width: 4, bias: true }),
    {
      'convs.0.bias': [4],
      'convs.0.kernel': [3, 3, 2, 4],
      'convs.1.bias': [4],
      'convs.1.kernel': [3, 3, 4, 4],
      'convs.2.bias': [8],
      'convs.2.kernel': [3, 3, 4, 8],
      'convs.3.bias': [8],
      'convs.3.kernel': [3, 3, 8, 8],
      ...dense('head', 8, 3),
    },
    3_736_374_903,
  ),
  sample(
    'a resnet20 with projections',
    resNet20({ ...image, width: 4, shortcut: 'projection' }),
    {
      'stem.conv.kernel': [3, 3, 2, 4],
      ...affine('stem.norm', 4),
      ...block('stages.0.0', 4, 4),
      ...block('stages.0.1', 4, 4),
      ...block('stages.0.2', 4, 4),
      ...block('stages.1.0', 4, 8),
      'stages.1.0.shortcut.conv.kernel': [1, 1, 4, 8],
      ...affine('stages.1.0.shortcut.norm', 8),
      ...block('stages.1.1', 8, 8),
      ...block('stages.1.2', 8, 8),
      ...block('stages.2.0', 8, 16),
      'stages.2.0.shortcut.conv.kernel': [1, 1, 8, 16],
      ...affine('stages.2.0.shortcut.norm', 16),
      ...block('stages.2.1', 16, 16),
      ...block('stages.2.2', 16, 16),
      ...dense('head', 16, 3),
    },
    745_739_013,
  ),
  sample(
    'a densenet',
    denseNet({ ...image, depth: 10, growth: 3 }),
    {
      'stem.kernel': [3, 3, 2, 6],
      ...affine('blocks.0.0.norm1', 6),
      'blocks.0.0.conv1.kernel': [1, 1, 6, 12],
      ...affine('blocks.0.0.norm2', 12),
      'blocks.0.0.conv2.kernel': [3, 3, 12, 3],
      ...affine('transitions.0.norm', 9),
      'transitions.0.conv.kernel': [1, 1, 9, 4],
      ...affine('blocks.1.0.norm1', 4),
      'blocks.1.0.conv1.kernel': [1, 1, 4, 12],
      ...affine('blocks.1.0.norm2', 12),
      'blocks.1.0.conv2.kernel': [3, 3, 12, 3],
      ...affine('transitions.1.norm', 7),
      'transitions.1.conv.kernel': [1, 1, 7, 3],
      ...affine('blocks.2.0.norm1', 3),
      'blocks.2.0.conv1.kernel': [1, 1, 3, 12],
      ...affine('blocks.2.0.norm2', 12),
      'blocks.2.0.conv2.kernel': [3, 3, 12, 3],
      ...affine('norm', 6),
      ...dense('head', 6, 3),
    },
    4_218_695_781,
  ),
  sample(
    'a vit',
    vit({ ...image, dim: 8, depth: 1, heads: 2, patchSize: 2, mlpDim: 5 }),
    {
      'patches.kernel': [2, 2, 2, 8],
      'patches.bias': [8],
      token: [8],
      positions: [5, 8],
      ...affine('blocks.0.norm1', 8),
      ...dense('blocks.0.attention.qkv', 8, 24),
      ...dense('blocks.0.attention.out', 8, 8),
      ...affine('blocks.0.norm2', 8),
      ...dense('blocks.0.mlp.expand', 8, 5),
      ...dense('blocks.0.mlp.contract', 5, 8),
      ...affine('norm', 8),
      ...dense('head', 8, 3),
    },
    2_081_766_091,
  ),
]

describe.each(samples)('the parameters of $name', ({ init, logits, shapes, checksum: expected }) => {
  it('have these names and shapes; scales of one, biases and the token of zero, all else drawn', () =>
    scoped(async own => {
      const params = own(init(0))
      expect(shapesOf(params)).toEqual(shapes)
      for (const { path, leaf } of tree.entries(params)) {
        expect(leaf.dtype).toBe('float32')
        const values = await leaf.data()
        const constant = /bias$|token$/.test(path) ? 0 : path.endsWith('scale') ? 1 : undefined
        for (const value of values) {
          if (constant === undefined) expect(value, path).not.toBe(0)
          else expect(value, path).toBe(constant)
        }
      }
    }))

  it('are the same bits for the same key, on every backend, and others for another', () =>
    scoped(async own => {
      const written = await bytesOf(own(init(0)))
      expect(checksum(written)).toBe(expected)
      expect(await bytesOf(own(init(1)))).not.toEqual(written)
    }))

  it('no two kernels start alike', () =>
    scoped(async own => {
      const drawn = tree.entries(own(init(0))).filter(({ path }) => /kernel$|positions$/.test(path))
      const ratios = await Promise.all(
        drawn.map(async ({ leaf }) => {
          const [first = 0, second = 0] = await leaf.data()
          return first / second
        }),
      )
      expect(new Set(ratios).size).toBe(drawn.length)
    }))

  it('give logits of shape [B, K], each example on its own', () =>
    scoped(async own => {
      const inputs = own(tf.tensor(random.normal(random.key(2), 3 * 32), [3, ...image.inputShape]))
      const together = own(logits(1, inputs))
      expect(together.shape).toEqual([3, 3])
      const apart = own(tidy(() => tf.concat([0, 1, 2].map(i => logits(1, tf.slice(inputs, [i], [1]))))))
      await expectClose(together, apart, 1e-5)
    }))
})

describe('what does not fit is refused', () => {
  it.each([
    ['a cnn', () => cnn({ inputShape: [784], classes: 10 }), /a cnn takes images/],
    ['a cnn', () => cnn({ inputShape: [3, 8, 1], classes: 10 }), /a cnn takes images of at least 4x4/],
    ['a resnet20', () => resNet20({ inputShape: [28, 28], classes: 10 }), /a resnet20 takes images/],
    ['a densenet', () => denseNet({ ...image, depth: 12 }), /4 \+ 6n layers, not 12/],
    ['a vit', () => vit({ ...image, patchSize: 3 }), /images of 4x4 can't be cut into patches of 3x3/],
    ['a vit', () => vit({ ...image, dim: 9, heads: 2 }), /tokens of length 9 .* 2 heads/],
  ])('%s', (_, build, message) => expect(build).toThrow(message))
})
