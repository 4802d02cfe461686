import { denseNet } from '@planish/models'
import { kind } from '../kind.ts'
import { real, whole } from '../options.ts'
import { initOption } from './init.ts'
import { denseConvention, drawnByInit, imageConventions, type ModelKind, normConventions } from './network.ts'
import { normOptions } from './norm.ts'
import { shaped, shapeOptions } from './shapedModel.ts'

export const denseNetKind: ModelKind = {
  ...kind({
    kind: 'densenet',
    summary: 'DenseNet-BC for CIFAR (Huang et al. 2017), with LayerNorm or GroupNorm.',
    first: 'depth',
    options: {
      depth: whole(10)
        .default(100)
        .describe('number of layers, 4 + 6n with n bottlenecks in each of three blocks'),
      growth: whole().default(12).describe('channels that each bottleneck adds'),
      compression: real(share => share.positive().max(1))
        .default(0.5)
        .describe('share of the channels that a transition keeps, rounded down'),
      ...normOptions,
      init: initOption,
      ...shapeOptions,
    },
    build: ({ inputShape, classes, ...options }) =>
      shaped('densenet', { inputShape, classes }, of => denseNet({ ...of, ...options })),
  }),
  network: {
    parameters: [
      {
        name: 'stem.kernel',
        shape: [3, 3, 'inputShape[2]', '2·growth'],
        initial: drawnByInit('9·inputShape[2]'),
      },
      { name: 'blocks.{s}.{b}.norm1.scale', shape: ['in_sb'], initial: '1' },
      { name: 'blocks.{s}.{b}.norm1.bias', shape: ['in_sb'], initial: '0' },
      {
        name: 'blocks.{s}.{b}.conv1.kernel',
        shape: [1, 1, 'in_sb', '4·growth'],
        initial: drawnByInit('in_sb'),
      },
      { name: 'blocks.{s}.{b}.norm2.scale', shape: ['4·growth'], initial: '1' },
      { name: 'blocks.{s}.{b}.norm2.bias', shape: ['4·growth'], initial: '0' },
      {
        name: 'blocks.{s}.{b}.conv2.kernel',
        shape: [3, 3, '4·growth', 'growth'],
        initial: drawnByInit('36·growth'),
      },
      { name: 'transitions.{t}.norm.scale', shape: ['end_t'], initial: '1' },
      { name: 'transitions.{t}.norm.bias', shape: ['end_t'], initial: '0' },
      {
        name: 'transitions.{t}.conv.kernel',
        shape: [1, 1, 'end_t', 'start_{t+1}'],
        initial: drawnByInit('end_t'),
      },
      { name: 'norm.scale', shape: ['end_2'], initial: '1' },
      { name: 'norm.bias', shape: ['end_2'], initial: '0' },
      { name: 'head.kernel', shape: ['end_2', 'classes'], initial: drawnByInit('end_2') },
      { name: 'head.bias', shape: ['classes'], initial: '0' },
    ],
    where: {
      n: '(depth − 4)/6',
      s: 'the block, 0, 1, 2',
      b: 'the bottleneck in its block, 0, …, n − 1',
      t: 'the transition, 0, 1',
      start_s: 'start_0 = 2·growth, start_{t+1} = ⌊compression·end_t⌋',
      in_sb: 'start_s + b·growth',
      end_s: 'start_s + n·growth',
    },
    forward: [
      imageConventions,
      normConventions,
      denseConvention,
      'No convolution has a bias; all have stride 1. The 3×3 ones have one pixel of zeros on every side.',
      'x = conv(x, stem), 3×3.',
      'For every block s = 0, 1, 2: for every bottleneck b of it, in order, with p = blocks.s.b: h = conv(relu(norm(x, p.norm1)), p.conv1), 1×1; h = conv(relu(norm(h, p.norm2)), p.conv2), 3×3; x = x with the channels of h behind its own.',
      'After blocks 0 and 1, with p = transitions.s: x = conv(relu(norm(x, p.norm)), p.conv), 1×1; x = the means of disjoint 2×2 squares (average pooling of stride 2 without padding; an odd last row or column is left out).',
      'x = relu(norm(x, norm)), the parameters norm.scale and norm.bias; x = the mean over all positions, [B, end_2].',
      'The logits are dense(x, head).',
    ],
    sources: [
      'Huang, Liu, van der Maaten & Weinberger, Densely Connected Convolutional Networks, CVPR 2017, arXiv 1608.06993',
    ],
  },
}
