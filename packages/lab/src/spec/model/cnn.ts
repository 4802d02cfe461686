import { cnn } from '@planish/models'
import { kind } from '../kind.ts'
import { whole } from '../options.ts'
import { activationOption, dropoutOption, initOption } from './init.ts'
import { denseConvention, drawnByInit, imageConventions, type ModelKind } from './network.ts'
import { biasOption, shaped, shapeOptions } from './shapedModel.ts'

export const cnnKind: ModelKind = {
  ...kind({
    kind: 'cnn',
    summary: 'Four 3×3 convolutions of width, width, 2·width and 2·width channels, and a head; ours.',
    first: 'width',
    options: {
      width: whole()
        .default(32)
        .describe('channels of the first two convolutions; the last two have twice as many'),
      activation: activationOption,
      bias: biasOption(false, 'the convolutions'),
      init: initOption,
      dropout: dropoutOption('the head’s inputs'),
      ...shapeOptions,
    },
    build: ({ inputShape, classes, ...options }) =>
      shaped('cnn', { inputShape, classes }, of => cnn({ ...of, ...options })),
  }),
  network: {
    parameters: [
      { name: 'convs.{i}.kernel', shape: [3, 3, 'in_i', 'out_i'], initial: drawnByInit('9·in_i') },
      { name: 'convs.{i}.bias', shape: ['out_i'], initial: '0', present: 'bias=true' },
      { name: 'head.kernel', shape: ['2·width', 'classes'], initial: drawnByInit('2·width') },
      { name: 'head.bias', shape: ['classes'], initial: '0' },
    ],
    where: {
      i: '0, 1, 2, 3',
      in_i: 'inputShape[2], width, width, 2·width',
      out_i: 'width, width, 2·width, 2·width',
    },
    forward: [
      imageConventions,
      denseConvention,
      'For i = 0, 1, 2, 3: x = activation(conv(x, convs.i) + convs.i.bias), stride 1, one pixel of zeros on every side, so that height and width stay; after i = 1 and i = 3, x = the means of disjoint 2×2 squares (average pooling of stride 2 without padding; an odd last row or column is left out).',
      'x = the mean over all positions, [B, 2·width].',
      'The logits are dense(x, head).',
    ],
    sources: [],
  },
}
