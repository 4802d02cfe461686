import { random, scoped } from '@planish/core'
import { crossEntropy } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import { mlp } from '@planish/models'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { it } from 'vitest'
import { sgd } from '../aliases/sgd.ts'
import { followedBy } from '../followedBy.ts'
import type { Optimizer } from '../optimizer.ts'
import { optimizerStep } from '../optimizerStep.ts'
import { asam } from './asam.ts'
import { esam } from './esam.ts'
import { friendlySam } from './friendlySam.ts'
import { gsam } from './gsam.ts'
import { gsamRho } from './gsamRho.ts'
import { lookSam } from './lookSam.ts'
import type { GradientRule } from './rule.ts'
import { sam } from './sam.ts'
import golden from './samVariants.golden.json' with { type: 'json' }
import { vasso } from './vasso.ts'
import { wsam } from './wsam.ts'
import { type DecoupledWsamOptions, decoupledWsam } from './wsamDecoupled.ts'

/** Twenty steps with momentum carry float32’s rounding along, to 1e-6 at most; NumPy’s numbers are float64. */
const rounding = 3e-6

const [inputs = 0, hidden = 0, classes = 0] = golden.widths
const { learningRate, momentum, weightDecay } = golden.sgd
const objective = {
  model: mlp({ inputShape: [inputs], hidden: [hidden], classes, activation: 'tanh' }),
  loss: crossEntropy,
}

/** From one vector: the leaves in the order of their sorted names. */
function paramsOf(values: readonly number[]): DenseStackParams {
  let next = 0
  const take = (shape: number[]): tf.Tensor => {
    const size = shape.reduce((a, b) => a * b, 1)
    next += size
    return tf.tensor(values.slice(next - size, next), shape)
  }
  const layer = (fanIn: number, width: number) => ({ bias: take([width]), kernel: take([fanIn, width]) })
  return { layers: [layer(inputs, hidden), layer(hidden, classes)] }
}

/** The radius of the script's `falling`. */
const falling = gsamRho({
  learningRate: count => 0.1 / (1 + count),
  learningRateMax: 0.1,
  rhoMax: 0.4,
  rhoMin: 0.1,
})

type Options = Parameters<typeof asam>[0] & Parameters<typeof gsam>[0] & Parameters<typeof esam>[0]

const rules: { readonly [kind: string]: (options: Options) => GradientRule } = {
  asam,
  esam,
  friendlySam,
  gsam,
  gsamFalling: options => gsam({ ...options, rho: falling }),
  lookSam,
  sam,
  vasso,
  wsam,
}

function optimizerOf({ kind, ...options }: { readonly kind: string }): Optimizer {
  const rule = rules[kind]
  if (rule !== undefined) return followedBy(sgd(golden.sgd))(rule(options as Options))
  return decoupledWsam({
    ...(options as DecoupledWsamOptions<never>),
    learningRate,
    base: rate => sgd({ learningRate: rate, momentum, weightDecay }),
  })
}

/** The steps that are compared: all, but few on WebGPU, which in the tests is imitated and slow. */
function compared<A>(steps: readonly A[], rule: object): readonly A[] {
  if (tf.getBackend() !== 'webgpu') return steps
  return steps.slice(0, 'm' in rule ? 1 : 4)
}

it.each(golden.cases.map(example => [JSON.stringify(example.rule), example] as const))(
  'the trajectory of NumPy: %s',
  (_, { rule, trajectory }) =>
    scoped(async own => {
      const batches = own(
        golden.batches.map(batch => ({
          inputs: tf.tensor2d(batch.inputs),
          labels: tf.tensor1d(batch.labels, 'int32'),
        })),
      )
      const optimizer = optimizerOf(rule)
      let params = own(paramsOf(golden.params))
      let state = own(optimizer.init(params))
      for (const [step, expected] of compared(trajectory, rule).entries()) {
        const batch = batches[step % batches.length] as (typeof batches)[number]
        const next = optimizerStep(objective, optimizer, params, state, batch, random.key(step))
        own([next.params, next.losses])
        own(next.state)
        params = next.params
        state = next.state
        await expectClose(params, own(paramsOf(expected)), rounding)
      }
    }),
)
