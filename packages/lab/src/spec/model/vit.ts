import { vit } from '@planish/models'
import * as z from 'zod'
import { kind } from '../kind.ts'
import { whole } from '../options.ts'
import { dropoutOption } from './init.ts'
import { denseConvention, imageConventions, type ModelKind } from './network.ts'
import { shaped, shapeOptions } from './shapedModel.ts'

const block = 'blocks.{b}'
const xavier = (fanIn: string, fanOut: string): string => `uniform on ±√(6/(${fanIn} + ${fanOut}))`

export const vitKind: ModelKind = {
  ...kind({
    kind: 'vit',
    summary: 'A vision transformer (Dosovitskiy et al. 2021), pre-norm, with a class token.',
    first: 'variant',
    options: {
      variant: z
        .enum(['ti', 's'])
        .default('ti')
        .describe('dim, depth and heads where they are left out: 192, 12, 3 or 384, 12, 6 (DeiT)'),
      dim: whole().optional().describe('length of a token, a multiple of heads'),
      depth: whole().optional().describe('number of blocks'),
      heads: whole().optional().describe('heads of each block’s attention'),
      mlpDim: whole().optional().describe('width of each block’s hidden layer; default 4·dim'),
      patchSize: whole()
        .default(4)
        .describe('height and width of a patch, in pixels; it divides the image’s'),
      dropout: dropoutOption(
        'the embedded tokens, of each attention’s and perceptron’s outputs and of each perceptron’s hidden values',
      ),
      ...shapeOptions,
    },
    build: ({ inputShape, classes, variant, patchSize, dropout, dim, depth, heads, mlpDim }) =>
      shaped('vit', { inputShape, classes }, of =>
        vit({
          ...of,
          variant,
          patchSize,
          dropout,
          ...(dim === undefined ? {} : { dim }),
          ...(depth === undefined ? {} : { depth }),
          ...(heads === undefined ? {} : { heads }),
          ...(mlpDim === undefined ? {} : { mlpDim }),
        }),
      ),
  }),
  network: {
    parameters: [
      {
        name: 'patches.kernel',
        shape: ['patchSize', 'patchSize', 'inputShape[2]', 'dim'],
        initial:
          'from a normal distribution cut at ±2 deviations, of variance 1/(patchSize²·inputShape[2]): lecunNormal',
      },
      { name: 'patches.bias', shape: ['dim'], initial: '0' },
      { name: 'token', shape: ['dim'], initial: '0' },
      { name: 'positions', shape: ['1 + T', 'dim'], initial: 'normal of deviation 0.02' },
      { name: `${block}.norm1.scale`, shape: ['dim'], initial: '1' },
      { name: `${block}.norm1.bias`, shape: ['dim'], initial: '0' },
      {
        name: `${block}.attention.qkv.kernel`,
        shape: ['dim', '3·dim'],
        initial: `${xavier('dim', 'dim')}, each third by itself`,
      },
      { name: `${block}.attention.qkv.bias`, shape: ['3·dim'], initial: '0' },
      { name: `${block}.attention.out.kernel`, shape: ['dim', 'dim'], initial: xavier('dim', 'dim') },
      { name: `${block}.attention.out.bias`, shape: ['dim'], initial: '0' },
      { name: `${block}.norm2.scale`, shape: ['dim'], initial: '1' },
      { name: `${block}.norm2.bias`, shape: ['dim'], initial: '0' },
      { name: `${block}.mlp.expand.kernel`, shape: ['dim', 'mlpDim'], initial: xavier('dim', 'mlpDim') },
      { name: `${block}.mlp.expand.bias`, shape: ['mlpDim'], initial: '0' },
      { name: `${block}.mlp.contract.kernel`, shape: ['mlpDim', 'dim'], initial: xavier('mlpDim', 'dim') },
      { name: `${block}.mlp.contract.bias`, shape: ['dim'], initial: '0' },
      { name: 'norm.scale', shape: ['dim'], initial: '1' },
      { name: 'norm.bias', shape: ['dim'], initial: '0' },
      { name: 'head.kernel', shape: ['dim', 'classes'], initial: 'lecunNormal, variance 1/dim' },
      { name: 'head.bias', shape: ['classes'], initial: '0' },
    ],
    where: {
      T: 'the number of patches, (height/patchSize)·(width/patchSize)',
      b: 'the block, 0, …, depth − 1',
      d: 'dim/heads',
    },
    forward: [
      imageConventions,
      denseConvention,
      'norm(x, p) = (x − mean)/√(variance + 1e-6) · p.scale + p.bias over the last axis, the variance divided by dim (no Bessel correction).',
      'gelu(x) = x/2 · (1 + erf(x/√2)), not the approximation by tanh.',
      'x = conv(x, patches.kernel) + patches.bias, of stride patchSize, without padding: [B, height/patchSize, width/patchSize, dim]; reshaped row by row to [B, T, dim].',
      'x = the class token in front of the others, [B, 1 + T, dim]; x = x + positions.',
      'For every block, with p = blocks.b: x = x + attention(norm(x, p.norm1), p.attention); then x = x + dense(gelu(dense(norm(x, p.norm2), p.mlp.expand)), p.mlp.contract).',
      'attention(x, p): q, k and v are the first, second and third dim columns of dense(x, p.qkv); head i takes columns i·d, …, (i+1)·d − 1 of each: softmax(q_i k_iᵀ/√d) v_i, the softmax over the keys. The heads’ results side by side, in order, are o; the result is dense(o, p.out).',
      'The logits are dense(norm(x, norm), head) at the class token (position 0) alone.',
    ],
    sources: [
      'Dosovitskiy et al., An Image is Worth 16x16 Words, ICLR 2021, arXiv 2010.11929',
      'Ti and S: Touvron et al., Training data-efficient image transformers & distillation through attention (DeiT), ICML 2021, arXiv 2012.12877, table 1',
    ],
  },
}
