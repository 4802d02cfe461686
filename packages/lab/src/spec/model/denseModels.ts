import { deepLinear, linear, mlp } from '@planish/models'
import { kind } from '../kind.ts'
import { sizes } from '../options.ts'
import { activationOption, dropoutOption, initOption } from './init.ts'
import { denseConvention, drawnByInit, type ModelKind, type NetworkDescription } from './network.ts'
import { biasOption, shaped, shapeOptions } from './shapedModel.ts'

const hidden = sizes().describe('widths of the hidden layers, as 512x512')
const bias = (fallback: boolean) => biasOption(fallback, 'the layers')

/** Dense layers, with so many hidden ones. */
const network = (between: string, hidden: string, sources: readonly string[]): NetworkDescription => ({
  parameters: [
    { name: 'layers.{i}.kernel', shape: ['in_i', 'out_i'], initial: drawnByInit('in_i') },
    { name: 'layers.{i}.bias', shape: ['out_i'], initial: '0', present: 'bias=true' },
  ],
  where: {
    i: '0, …, n, with n the number of hidden layers; layer n is the head',
    in_i: 'in_0 the product of inputShape, else out_{i−1}',
    out_i: `${hidden}; out_n = classes`,
  },
  forward: [
    denseConvention,
    'h = the inputs, each flattened row by row (the last axis runs fastest).',
    `For i = 0, …, n: h = dense(h, layers.i)${between}.`,
    'The logits are h.',
  ],
  sources,
})

export const mlpKind: ModelKind = {
  ...kind({
    kind: 'mlp',
    summary: 'A multi-layer perceptron.',
    first: 'hidden',
    options: {
      hidden: hidden.default([512, 512]),
      activation: activationOption,
      bias: bias(true),
      init: initOption,
      dropout: dropoutOption('each hidden layer’s outputs, after the activation,'),
      ...shapeOptions,
    },
    build: ({ inputShape, classes, ...options }) =>
      shaped('mlp', { inputShape, classes }, of => mlp({ ...of, ...options })),
  }),
  network: network(', then, unless i = n, h = activation(h)', 'out_i = hidden[i]', []),
}

export const linearKind: ModelKind = {
  ...kind({
    kind: 'linear',
    summary: 'A linear model: SAM’s logit term is all there is.',
    options: { bias: bias(true), init: initOption, ...shapeOptions },
    build: ({ bias, init, ...stated }) => shaped('linear', stated, of => linear({ ...of, bias, init })),
  }),
  network: network('', 'n = 0', []),
}

export const deepLinearKind: ModelKind = {
  ...kind({
    kind: 'deepLinear',
    summary: 'A product of matrices, without biases unless asked for.',
    first: 'hidden',
    options: { hidden: hidden.default([512]), bias: bias(false), init: initOption, ...shapeOptions },
    build: ({ hidden, bias, init, ...stated }) =>
      shaped('deepLinear', stated, of => deepLinear({ ...of, hidden, bias, init })),
  }),
  network: network('', 'out_i = hidden[i]', []),
}
