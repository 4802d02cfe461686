import { type ResNetDepth, resNet, resNetVariants, type Shortcut } from '@planish/models'
import * as z from 'zod'
import { kind } from '../kind.ts'
import { whole } from '../options.ts'
import { initOption } from './init.ts'
import {
  denseConvention,
  drawnByInit,
  imageConventions,
  type ModelKind,
  type NetworkDescription,
  normConventions,
} from './network.ts'
import { normOptions } from './norm.ts'
import { shaped, shapeOptions } from './shapedModel.ts'

const shortcutOption = (fallback: Shortcut) =>
  z
    .enum(['projection', 'pad'])
    .default(fallback)
    .describe(
      'where a block changes the shape: a 1×1 convolution and a norm (He et al.’s option B), or every second position and channels of zeros (option A)',
    )

const summaries: { readonly [depth in ResNetDepth]: string } = {
  18: 'ResNet-18 (He et al. 2016) in the form for small images, with LayerNorm or GroupNorm: the paper’s network.',
  34: 'ResNet-34 (He et al. 2016) in the form for small images, with LayerNorm or GroupNorm.',
  20: 'ResNet-20 for CIFAR (He et al. 2016, section 4.2), with LayerNorm or GroupNorm.',
  32: 'ResNet-32 for CIFAR (He et al. 2016, section 4.2), with LayerNorm or GroupNorm.',
}

const affine = (name: string, channels: string, present?: string) => [
  { name: `${name}.scale`, shape: [channels], initial: '1', ...(present === undefined ? {} : { present }) },
  { name: `${name}.bias`, shape: [channels], initial: '0', ...(present === undefined ? {} : { present }) },
]

const projected = 'shortcut=projection, s > 0 and b = 0'

function network(blocks: readonly number[]): NetworkDescription {
  const last = blocks.length - 1
  const features = `width·${2 ** last}`
  return {
    parameters: [
      {
        name: 'stem.conv.kernel',
        shape: ['k', 'k', 'inputShape[2]', 'width'],
        initial: drawnByInit('k²·inputShape[2]'),
      },
      ...affine('stem.norm', 'width'),
      {
        name: 'stages.{s}.{b}.conv1.kernel',
        shape: [3, 3, 'in_sb', 'out_s'],
        initial: drawnByInit('9·in_sb'),
      },
      ...affine('stages.{s}.{b}.norm1', 'out_s'),
      {
        name: 'stages.{s}.{b}.conv2.kernel',
        shape: [3, 3, 'out_s', 'out_s'],
        initial: drawnByInit('9·out_s'),
      },
      ...affine('stages.{s}.{b}.norm2', 'out_s'),
      {
        name: 'stages.{s}.{b}.shortcut.conv.kernel',
        shape: [1, 1, 'in_sb', 'out_s'],
        initial: drawnByInit('in_sb'),
        present: projected,
      },
      ...affine('stages.{s}.{b}.shortcut.norm', 'out_s', projected),
      { name: 'head.kernel', shape: [features, 'classes'], initial: drawnByInit(features) },
      { name: 'head.bias', shape: ['classes'], initial: '0' },
    ],
    where: {
      k: '3 with stem=cifar, 7 with stem=imagenet',
      s: `the stage, 0, …, ${last}`,
      b: `the block in its stage, from 0; the stages have ${blocks.join(', ')} blocks`,
      out_s: 'width·2^s',
      in_sb: 'width·2^(s−1) where s > 0 and b = 0, else out_s',
      stride: '2 where s > 0 and b = 0, else 1',
    },
    forward: [
      imageConventions,
      normConventions,
      denseConvention,
      'No convolution has a bias. Padding is zeros, the same number of rows and columns on every side, also where the stride is 2 (PyTorch’s padding=1; not TensorFlow’s SAME, which on even sizes pads behind only).',
      'stem=cifar: x = relu(norm(conv(x, stem.conv), stem.norm)), 3×3, stride 1, padding 1.',
      'stem=imagenet: x = relu(norm(conv(x, stem.conv), stem.norm)), 7×7, stride 2, padding 3; then 3×3 max-pooling of stride 2, padding 1.',
      'For every stage s and every block b of it, in order, with p = stages.s.b: h = relu(norm(conv(x, p.conv1), p.norm1)), 3×3, of the given stride, padding 1; h = norm(conv(h, p.conv2), p.norm2), 3×3, stride 1, padding 1; x = relu(h + c).',
      'There c is x itself, except where s > 0 and b = 0: with shortcut=projection c = norm(conv(x, p.shortcut.conv), p.shortcut.norm), 1×1, stride 2, no padding; with shortcut=pad c = x[:, ::2, ::2, :] with channels of zeros behind its own, up to out_s.',
      `x = the mean over all positions, [B, ${features}].`,
      'The logits are dense(x, head).',
    ],
    sources: [
      'He, Zhang, Ren & Sun, Deep Residual Learning for Image Recognition, CVPR 2016, arXiv 1512.03385',
      'LayerNorm in the place of BatchNorm: Baek, Kolter & Raghunathan, Why is SAM Robust to Label Noise?, ICLR 2024, arXiv 2405.03676',
    ],
  }
}

/** The residual network of a depth. */
export function resNetKind(depth: ResNetDepth): ModelKind {
  const { width, shortcut, blocks } = resNetVariants[depth]
  const name = `resnet${depth}`
  return {
    ...kind({
      kind: name,
      summary: summaries[depth],
      first: 'width',
      options: {
        width: whole()
          .default(width)
          .describe('channels of the first stage, twice as many in each further one'),
        ...normOptions,
        stem: z
          .enum(['cifar', 'imagenet'])
          .default('cifar')
          .describe('3×3 of stride 1, or 7×7 of stride 2 and max-pooling'),
        shortcut: shortcutOption(shortcut),
        init: initOption,
        ...shapeOptions,
      },
      build: ({ inputShape, classes, ...options }) =>
        shaped(name, { inputShape, classes }, of => resNet({ ...of, ...options, depth })),
    }),
    network: network(blocks),
  }
}
