import { disposeTree, random, tidy } from '@planish/core'
import { cutMix, type MixedBatch, mixedTargets, mixup } from '@planish/datasets'
import { batchGradient, crossEntropy } from '@planish/grad'
import { linear } from '@planish/models'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'

const classes = 3
const model = linear({ inputShape: [4, 4, 1], classes })
const objective = { model, loss: crossEntropy }

/** What training on mixtures means: λ of one label's loss and 1 − λ of the other's, written out. */
function byDefinition(
  params: ReturnType<typeof model.init>,
  { inputs, labels, otherLabels, lambda }: MixedBatch,
) {
  const rest = tf.sub(1, lambda)
  const weighed = (logits: Tensor): Tensor =>
    tf.add(
      tf.mul(lambda, crossEntropy.perExample(logits, labels)),
      tf.mul(rest, crossEntropy.perExample(logits, otherLabels)),
    )
  const loss = {
    name: 'of mixtures',
    perExample: weighed,
    residual: (logits: Tensor): Tensor => tf.grad(at => tf.sum(weighed(at)))(logits),
  }
  return batchGradient({ model, loss }, params, { inputs, labels })
}

it.each([
  ['mixup', mixup({ alpha: 1, each: 'example' })],
  ['cutMix', cutMix({ alpha: 1, each: 'example' })],
])('cross-entropy at the targets of %s is λ CE(a) + (1 − λ) CE(b), gradient included', async (_, mix) => {
  const params = model.init(random.key(1))
  const inputs = tf.tensor(random.normal(random.key(2), 96), [6, 4, 4, 1])
  const labels = tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32')
  const mixed = mix(random.key(3))({ inputs, labels })
  const targets = mixedTargets(mixed, classes)
  const ours = batchGradient(objective, params, { inputs: mixed.inputs, labels: targets })
  const theirs = tidy(() => byDefinition(params, mixed))
  const pairs: readonly (readonly [Tensor | undefined, Tensor | undefined])[] = [
    [ours.losses, theirs.losses],
    [ours.gradient.layers[0]?.kernel, theirs.gradient.layers[0]?.kernel],
    [ours.gradient.layers[0]?.bias, theirs.gradient.layers[0]?.bias],
  ]
  for (const [mine, other] of pairs) {
    const expected = await (other as Tensor).data()
    for (const [at, value] of (await (mine as Tensor).data()).entries()) {
      expect(value).toBeCloseTo(expected[at] as number, 5)
    }
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01)
  }
  disposeTree([params, inputs, labels, { ...mixed }, targets, { ...ours }, { ...theirs }])
})
