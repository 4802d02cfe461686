import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import type { Backend, BackendName } from '@planish/backend'
import { useBackend } from '@planish/backend'
import { disposeTree, orThrow, PlanishError, random, scoped, tree } from '@planish/core'
import { type Batch, crossEntropy, type Objective } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import { mlp } from '@planish/models'
import type { GradientRule } from '@planish/optim'
import { followedBy, optimizerStep, plainGradient, sam, sgd } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'
import type { Assignment, Kind } from '../protocol.ts'
import { readNumbers } from '../workload.ts'
import { type Contender, type Outcome, serve } from './serve.ts'

const rulesOf = (rho: number): { readonly [kind in Kind]: GradientRule<readonly []> } => ({
  sgd: plainGradient(),
  sam: sam({ rho }),
  '1-sam': sam({ rho, m: 1 }),
  'l-sam': sam({ rho, m: 1, term: 'logit' }),
  'j-sam': sam({ rho, m: 1, term: 'jacobian' }),
})

const baseOptimizer = sgd({ learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4 })

/** The wasm backend of tfjs as it is, without a gradient of Planish's. */
async function startTfjs(backend: string): Promise<Backend> {
  if (backend !== 'wasm') throw new PlanishError('usage', "tfjs's own gradients are measured on wasm")
  await tf.setBackend('wasm')
  await tf.ready()
  return { name: 'wasm', device: 'CPU, WebAssembly', version: tf.version_core, software: false }
}

/** Waits for what a training loop reads, and for an element of what is computed last. */
const arrival = (losses: tf.Tensor, last: tf.Tensor): Promise<unknown> =>
  scoped(async own => {
    const element = own(tf.slice(last, [0, 0], [1, 1]))
    await Promise.all([losses.data(), element.data()])
  })

const normOf = (tensors: tf.Tensor[]): Promise<number> =>
  scoped(async own => {
    const squares = tensors.map(tensor => own(tf.tidy(() => tf.sum(tf.square(tensor)))))
    const sums = await Promise.all(squares.map(square => square.data()))
    return Math.sqrt(sums.reduce((total, [sum]) => total + (sum as number), 0))
  })

function firstKernel({ layers }: DenseStackParams): tf.Tensor {
  const [layer] = layers
  if (layer === undefined) throw new PlanishError('usage', 'a network without layers')
  return layer.kernel
}

interface Point {
  readonly objective: Objective<DenseStackParams>
  readonly params: DenseStackParams
  readonly batch: Batch
}

const key = random.key(0)

/** The rule alone: from parameters and a batch to the direction. */
const directionStep =
  (rule: GradientRule<readonly []>, { objective, params, batch }: Point) =>
  async (): Promise<Outcome> => {
    const { direction, losses } = rule.apply(objective, params, [], batch, key)
    await arrival(losses, firstKernel(direction))
    return {
      norm: () => normOf(tree.leaves(direction)),
      free: () => disposeTree([direction, losses]),
    }
  }

/** The rule, weight decay, momentum, learning rate, and the new parameters. */
function fullStep(
  rule: GradientRule<readonly []>,
  { objective, params, batch }: Point,
): () => Promise<Outcome> {
  const optimizer = followedBy(baseOptimizer)(rule)
  const state = optimizer.init(params)
  return async () => {
    const next = optimizerStep(objective, optimizer, params, state, batch, key)
    await arrival(next.losses, firstKernel(next.params))
    return {
      norm: () => normOf(tree.leaves(next.params)),
      free: () => disposeTree([next.params, next.state, next.losses]),
    }
  }
}

async function pointOf({ widths, numbers }: Assignment): Promise<Point> {
  const { layers, inputs, labels } = await readNumbers(numbers, widths)
  const params = {
    layers: layers.map(({ kernel, bias }, index) => ({
      kernel: tf.tensor(kernel, widths.slice(index, index + 2)),
      bias: tf.tensor(bias),
    })),
  }
  const model = mlp({
    inputShape: widths.slice(0, 1),
    hidden: widths.slice(1, -1),
    classes: widths.at(-1) as number,
  })
  const batch = {
    inputs: tf.tensor(inputs, [labels.length, widths[0] as number]),
    labels: tf.tensor(labels, [labels.length], 'int32'),
  }
  return { objective: { model, loss: crossEntropy }, params, batch }
}

/** The process that measures Planish on one backend. */
await serve(async assignment => {
  const { backend, gradients, rho, step } = assignment
  const { device, version, software } =
    gradients === 'planish' ? orThrow(await useBackend(backend as BackendName)()) : await startTfjs(backend)
  const point = await pointOf(assignment)
  const stepOf = step === 'full' ? fullStep : directionStep
  const rules = Object.entries(rulesOf(rho)) as [Kind, GradientRule<readonly []>][]
  const measured =
    gradients === 'planish'
      ? rules.map(([kind, rule]) => [kind, { kind, step: stepOf(rule, point) }] as const)
      : rules
          .filter(([kind]) => kind === 'sgd')
          .map(
            ([kind, rule]) =>
              [`${kind} (tfjs's own gradients)`, { kind, step: stepOf(rule, point) }] as const,
          )
  return { device, version, software, contenders: Object.fromEntries<Contender>(measured) }
})
