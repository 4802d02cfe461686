import type { Tree } from '@planish/core'
import { random, scoped, tidy } from '@planish/core'
import { type Draws, type Model, plain } from '@planish/grad'
import { expectClose, largestDifference } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { cnn } from './cnn.ts'
import { mlp } from './mlp.ts'
import { vit } from './vit.ts'

const image = { inputShape: [4, 4, 1], classes: 3 }
const examples = 3

/** Logits with and without dropout at the same parameters. */
const withRate =
  <P extends Tree>(make: (dropout: number) => Model<P>) =>
  (dropout: number, inputs: tf.Tensor, draws?: Draws): tf.Tensor =>
    tidy(() => {
      const model = make(dropout)
      return model.apply(plain)(model.init(random.key(0)), inputs, draws)
    })

describe.each([
  ['mlp', withRate(dropout => mlp({ ...image, hidden: [16, 16], dropout }))],
  ['cnn', withRate(dropout => cnn({ ...image, width: 8, dropout }))],
  ['vit', withRate(dropout => vit({ ...image, dim: 8, depth: 1, heads: 2, patchSize: 2, dropout }))],
])('dropout of a %s', (_, logits) => {
  const drawn = () => tf.tensor(random.normal(random.key(1), examples * 16), [examples, ...image.inputShape])

  it('drops nothing without draws, and something with them; what, the key tells', () =>
    scoped(async own => {
      const inputs = own(drawn())
      const at = (rate: number, draws?: Draws) => own(logits(rate, inputs, draws))
      const draws = { key: random.key(2), first: 0 }
      const bare = at(0, draws)
      await expectClose(at(0.5), bare, 0)
      const dropped = at(0.5, draws)
      expect(await largestDifference(dropped, bare)).toBeGreaterThan(0.01)
      await expectClose(at(0.5, draws), dropped, 0)
      expect(await largestDifference(at(0.5, { ...draws, key: random.key(3) }), dropped)).toBeGreaterThan(
        0.01,
      )
    }))

  it('drops the same of an example, alone or in a batch', () =>
    scoped(async own => {
      const inputs = own(drawn())
      const key = random.key(2)
      const together = own(logits(0.5, inputs, { key, first: 0 }))
      const apart = own(
        tidy(() =>
          tf.concat(
            Array.from({ length: examples }, (_, i) =>
              logits(0.5, tf.slice(inputs, [i], [1]), { key, first: i }),
            ),
          ),
        ),
      )
      await expectClose(apart, together, 1e-5)
    }))
})
