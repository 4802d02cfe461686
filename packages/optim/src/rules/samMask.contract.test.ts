import type { Mask, Tree } from '@planish/core'
import { random, scoped, tidy, tree } from '@planish/core'
import type { Batch, Loss, Model, Objective } from '@planish/grad'
import { crossEntropy } from '@planish/grad'
import { cnn, mlp, resNet20, vit } from '@planish/models'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { overGroups } from './overGroups.ts'
import { perturbation } from './perturbation.ts'
import type { GradientRule } from './rule.ts'
import { type SamOptions, sam } from './sam.ts'
import { samOn } from './samOn.ts'
import type { Term } from './term.ts'

/** Float32 sums of some hundred terms, in another order, through two passes and normalisation layers. */
const rounding = 2e-5

const rho = 0.3
const key = random.key(0)
const examples = 4

interface Case {
  readonly name: string
  readonly objective: Objective
  readonly inputs: readonly number[]
  readonly masks: { readonly [name: string]: Mask }
}

const ending =
  (end: string): Mask =>
  path =>
    path.endsWith(end)

const objective = <P extends Tree>(model: Model<P>, loss: Loss = crossEntropy): Objective =>
  ({ model, loss }) as never

const image = { inputShape: [4, 4, 2], classes: 3 }

/** Dense layers large enough to be held by factors, convolutions, norms, attention, tokens, positions. */
const cases: readonly Case[] = [
  {
    name: 'an MLP',
    objective: objective(mlp({ inputShape: [24], hidden: [40], classes: 3 })),
    inputs: [24],
    masks: {
      'kernels without their biases': ending('kernel'),
      'biases without their kernels': ending('bias'),
      'one kernel': path => path === 'layers.0.kernel',
      'one layer': path => path.startsWith('layers.1'),
    },
  },
  {
    name: 'a CNN',
    objective: objective(cnn({ ...image, width: 3, bias: true, activation: 'tanh' })),
    inputs: image.inputShape,
    masks: {
      'kernels without their biases': ending('kernel'),
      'biases without their kernels': ending('bias'),
    },
  },
  {
    name: 'a ViT',
    objective: objective(vit({ ...image, dim: 6, depth: 1, heads: 2, mlpDim: 8, patchSize: 2 })),
    inputs: image.inputShape,
    masks: {
      'scales without their biases': ending('scale'),
      'kernels alone': ending('kernel'),
      'biases alone': ending('bias'),
      'token and positions': path => path === 'token' || path === 'positions',
      'attention alone': path => path.includes('attention'),
    },
  },
]

const batchFor = (inputs: readonly number[]): Batch & { [key: string]: tf.Tensor } => {
  const shape = [examples, ...inputs]
  const size = shape.reduce((a, b) => a * b, 1)
  return {
    inputs: tf.tensor(random.normal(random.key(2), size), shape),
    labels: tf.tensor1d(random.randint(random.key(3), examples, 0, 3), 'int32'),
  }
}

/** A rule's direction, and how its groups were run; all else freed. */
function applied(rule: GradientRule, { objective }: Case, params: Tree, batch: Batch) {
  const { direction, path, losses } = rule.apply(objective, params, rule.init(params), batch, key)
  losses.dispose()
  return { direction, path }
}

/** Group after group, each at weights of its own. */
const groupAfterGroup = ({ objective }: Case, params: Tree, batch: Batch, options: SamOptions): Tree =>
  tidy(
    () =>
      overGroups(objective, params, batch, options, ({ gradient, gradientAt }) =>
        gradientAt(perturbation(gradient, rho, options)),
      ).mean,
  )

/** All of a kind of cases; on WebGPU, which the tests imitate slowly, the first. */
const few = <A>(all: readonly A[]): readonly A[] => (tf.getBackend() === 'webgpu' ? all.slice(0, 1) : all)

const terms: readonly Term[] = ['full', 'logit', 'jacobian']

it.each(cases)('all groups at once as one by one, for every mask, m and term: $name', example =>
  scoped(async own => {
    // Half a minute where WebGPU is imitated, and SAM-ON below is of a ViT too.
    if (tf.getBackend() === 'webgpu' && example.name === 'a ViT') return
    const params = own(example.objective.model.init(key))
    const batch = own(batchFor(example.inputs))
    const everywhere = own(applied(sam({ rho, m: 3 }), example, params, batch).direction)
    for (const mask of few(Object.values(example.masks))) {
      for (const m of few([3, 1])) {
        for (const term of few(terms)) {
          const options = { rho, m, term, mask }
          const found = applied(sam(options), example, params, batch)
          own(found.direction)
          expect(found.path).toBe('vectorised')
          const expected = own(groupAfterGroup(example, params, batch, options))
          await expectClose(found.direction, expected, rounding)
          await expect(expectClose(everywhere, expected, 10 * rounding)).rejects.toThrow() // it does mask
        }
      }
    }
  }),
)

describe('SAM-ON', () => {
  const networks: readonly Model[] = [
    vit({ ...image, dim: 6, depth: 1, heads: 2, mlpDim: 8, patchSize: 2 }) as never,
    resNet20({ ...image, width: 2, norm: 'group', groups: 2 }) as never,
  ]
  it('perturbs scales and biases of norms alone: of a ViT, of a ResNet with GroupNorm', () =>
    scoped(async own => {
      const batch = own(batchFor(image.inputShape))
      const mask: Mask = path => /norm\d?\.(scale|bias)$/.test(path)
      for (const model of few(networks)) {
        const params = own(model.init(key))
        const example = { name: '', objective: objective(model), inputs: image.inputShape, masks: {} }
        for (const m of few([3, 1])) {
          const found = applied(samOn({ rho, m }), example, params, batch)
          own(found.direction)
          expect(found.path).toBe('vectorised')
          const expected = own(groupAfterGroup(example, params, batch, { rho, m, mask }))
          await expectClose(found.direction, expected, rounding)
        }
      }
    }))

  it('is refused where there is no norm', () =>
    scoped(async own => {
      const [example] = cases as [Case]
      const params = own(example.objective.model.init(key))
      const batch = own(batchFor(example.inputs))
      for (const m of [1, 'batch'] as const) {
        expect(() => applied(samOn({ rho, m }), example, params, batch)).toThrow(
          'samOn: no parameter is a normalisation layer’s',
        )
      }
    }))

  it('moves nothing else: ‖ε‖ = ρ over the norms', () =>
    scoped(async own => {
      const model = vit({ ...image, dim: 6, depth: 1, heads: 2, mlpDim: 8, patchSize: 2 })
      const params = own(model.init(key))
      const mask: Mask = path => path.includes('norm')
      const epsilon = own(perturbation(params, rho, { mask }))
      let squares = 0
      for (const { path, leaf } of tree.entries(epsilon)) {
        const values = Array.from(await leaf.data())
        if (!path.includes('norm')) expect(values.every(value => value === 0)).toBe(true)
        squares += values.reduce((sum, value) => sum + value * value, 0)
      }
      expect(Math.sqrt(squares)).toBeCloseTo(rho, 5)
    }))
})
