import { disposeTree, random, tree } from '@planish/core'
import { crossEntropy } from '@planish/grad'
import { mlp } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { plainGradient } from './plainGradient.ts'
import type { GradientRule } from './rule.ts'
import { sam } from './sam.ts'

/*
 * What the engine promises: however many groups there are, none of them gets weights or gradients of its own.
 * The net is small enough for plain JavaScript, and large enough that B copies of its weights would stand out.
 */

const widths = [256, 192, 192, 10]
const examples = 128
const float = 4

const model = mlp({ inputShape: [256], hidden: [192, 192], classes: 10 })

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** Each layer's input and output, for every example. */
const activationBytes =
  float * examples * sum(widths.slice(1).map((width, i) => width + (widths[i] as number)))

afterEach(() => {
  vi.restoreAllMocks()
})

/** Where tfjs's cpu backend keeps its arrays: `tf.memory()` would count a reshaped tensor twice. */
interface Arrays {
  set(id: object, data: { values: ArrayLike<number> }): void
  delete(id: object): boolean
}

/** The most bytes in arrays at once that `f` made. */
function peakBytes(f: () => void): number {
  const { data } = tf.backend() as unknown as { data: Arrays }
  const [set, drop] = [data.set.bind(data), data.delete.bind(data)]
  const sizes = new Map<object, number>()
  let bytes = 0
  let peak = 0
  vi.spyOn(data, 'set').mockImplementation((id, content) => {
    sizes.set(id, float * content.values.length)
    bytes += float * content.values.length
    peak = Math.max(peak, bytes)
    set(id, content)
  })
  vi.spyOn(data, 'delete').mockImplementation(id => {
    bytes -= sizes.get(id) ?? 0
    return drop(id)
  })
  f()
  vi.restoreAllMocks()
  return peak
}

/** The peak of one step of a rule, and the size of the parameters. */
function peakOfStep(rule: GradientRule): { peak: number; parameterBytes: number } {
  const params = model.init(random.key(0))
  const batch = {
    inputs: tf.tensor(random.normal(random.key(1), examples * 256), [examples, 256]),
    labels: tf.tensor1d(random.randint(random.key(2), examples, 0, 10), 'int32'),
  }
  const peak = peakBytes(() => {
    const { direction, losses } = rule.apply({ model, loss: crossEntropy }, params, [], batch, random.key(3))
    disposeTree([direction, losses])
  })
  const parameterBytes = float * sum(tree.leaves(params).map(leaf => leaf.size))
  disposeTree([params, batch.inputs, batch.labels])
  return { peak, parameterBytes }
}

describe('the memory of a step', () => {
  it.each([1, 2, 16, 64, 'batch'] as const)('is a few times parameters and activations, m = %s', m => {
    for (const term of ['full', 'logit', 'jacobian'] as const) {
      const { peak, parameterBytes } = peakOfStep(sam({ rho: 0.05, m, term }))
      const bound = 5 * (parameterBytes + activationBytes)
      expect(examples * parameterBytes).toBeGreaterThan(10 * bound)
      expect(peak).toBeLessThan(bound)
      expect(peak).toBeGreaterThan(parameterBytes) // the gradient at least: the measurement works
    }
  })

  it('of SGD is measured in the same way', () => {
    const { peak, parameterBytes } = peakOfStep(plainGradient())
    expect(peak).toBeGreaterThan(parameterBytes)
    expect(peak).toBeLessThan(3 * (parameterBytes + activationBytes))
  })
})
