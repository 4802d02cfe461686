import type { Tree } from '@planish/core'
import { random, scoped, tidy, tree } from '@planish/core'
import { type Model, plain } from '@planish/grad'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { type CnnOptions, cnn } from './cnn.ts'
import { type DenseNetOptions, denseNet } from './denseNet.ts'
import golden from './forward.golden.json' with { type: 'json' }
import { type MlpOptions, mlp } from './mlp.ts'
import { type ResNetOptions, resNet18, resNet20, resNet32, resNet34 } from './resNet.ts'
import { type VitOptions, vit } from './vit.ts'

/** Relative to the largest logit; PyTorch's are of float64. */
const tolerance = 2e-5

/** The numbers that tools/golden/torch_forward.py describes, for a tensor of this name. */
function numbers(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1)
  const h = [...name].reduce((sum, letter, i) => sum + (i + 1) * letter.charCodeAt(0), 0)
  const fanIn = size / (shape.at(-1) ?? 1)
  return Float32Array.from({ length: size }, (_, j) => {
    const product = 0.6180339887498949 * (j + 1) + 0.7548776662466927 * h
    const u = 2 * (product - Math.floor(product)) - 1
    if (name === 'inputs') return 2 * u
    if (name.endsWith('.kernel')) return u * Math.sqrt(3 / fanIn)
    return name.endsWith('.scale') ? 1 + 0.3 * u : 0.3 * u
  })
}

const numbersLike = <P extends Tree>(params: P): P =>
  tree.rebuild<P>(
    params,
    tree.entries(params).map(({ path, leaf }) => tf.tensor(numbers(path, leaf.shape), [...leaf.shape])),
  )

/** A model and the golden logits, whatever its parameters are called. */
const check = <P extends Tree>(model: Model<P>, { model: { inputShape }, logits, parameters }: Case) =>
  scoped(async own => {
    const params = own(numbersLike(own(model.init(random.key(0)))))
    expect(tree.leaves(params).reduce((sum, leaf) => sum + leaf.size, 0)).toBe(parameters)
    const shape = [logits.length, ...inputShape]
    const inputs = own(tf.tensor(numbers('inputs', shape), shape))
    const found = own(tidy(() => model.apply(plain)(params, inputs)))
    await expectClose(found, own(tf.tensor2d(logits)), tolerance)
    const flat = own(tf.reshape(inputs, [logits.length, -1]))
    await expectClose(own(tidy(() => model.apply(plain)(params, flat))), found, 1e-6)
  })

type Case = (typeof golden.cases)[number]

const checks: { readonly [kind: string]: (options: unknown, of: Case) => Promise<void> } = {
  mlp: (options, of) => check(mlp(options as MlpOptions), of),
  cnn: (options, of) => check(cnn(options as CnnOptions), of),
  resnet18: (options, of) => check(resNet18(options as ResNetOptions), of),
  resnet34: (options, of) => check(resNet34(options as ResNetOptions), of),
  resnet20: (options, of) => check(resNet20(options as ResNetOptions), of),
  resnet32: (options, of) => check(resNet32(options as ResNetOptions), of),
  densenet: (options, of) => check(denseNet(options as DenseNetOptions), of),
  vit: (options, of) => check(vit(options as VitOptions), of),
}

it.each(golden.cases.map(entry => [JSON.stringify(entry.model), entry] as const))(
  'the logits of PyTorch: %s',
  async (_, entry) => {
    const { kind, ...options } = entry.model
    await checks[kind]?.(options, entry)
    expect.hasAssertions()
  },
)
