import type { Tree } from '@planish/core'
import type { Batch, BatchObjective, Model, Objective } from '@planish/grad'
import { crossEntropy } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expectTypeOf, it } from 'vitest'
import type {
  BatchOptimizer,
  CountState,
  Descent,
  GradientRule,
  GradientTransformation,
  Optimizer,
  SgdState,
  Step,
  TraceState,
} from './index.ts'
import {
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  constant,
  descending,
  followedBy,
  normRegularised,
  optimizerStep,
  plainGradient,
  sam,
  scale,
  scaleBySchedule,
  sgd,
  trace,
} from './index.ts'

/** Checked by the compiler alone. */

type Ours = { readonly kernel: Tensor }
type Theirs = { readonly kernel: Tensor; readonly bias: Tensor }

describe('states', () => {
  it('of single transformations', () => {
    expectTypeOf(trace({ decay: 0.9 }).init).returns.toEqualTypeOf<TraceState>()
    expectTypeOf(scaleBySchedule(constant(1)).init).returns.toEqualTypeOf<CountState>()
    expectTypeOf(clipByGlobalNorm(1)).toEqualTypeOf<GradientTransformation<readonly []>>()
    expectTypeOf(sgd({ learningRate: 0.1 })).toEqualTypeOf<Descent<SgdState>>()
    expectTypeOf<SgdState>().toEqualTypeOf<readonly [readonly [], TraceState, CountState]>()
  })

  it('of a chain are the list of its links’', () => {
    const chained = chain(addDecayedWeights(0.1), trace({ decay: 0.9 }), scaleBySchedule(constant(1)))
    expectTypeOf(chained).toEqualTypeOf<GradientTransformation<[readonly [], TraceState, CountState]>>()
    const nested = chain(chained, sgd({ learningRate: 0.1 }))
    expectTypeOf(nested).toEqualTypeOf<Descent<[[readonly [], TraceState, CountState], SgdState]>>()
    expectTypeOf(chain()).toEqualTypeOf<GradientTransformation<[]>>()
  })

  it('of a followed rule are the pair of its own and the transformation’s', () => {
    const optimizer = pipe(
      sam({ rho: 0.05, m: 1 }),
      followedBy(clipByGlobalNorm(1)),
      followedBy(sgd({ learningRate: 0.1 })),
    )
    type Expected = readonly [readonly [CountState, readonly []], SgdState]
    expectTypeOf(optimizer).toEqualTypeOf<Optimizer<Expected>>()
    expectTypeOf(optimizer.init).returns.toEqualTypeOf<Expected>()
  })

  it('of different rules are no obstacle to a list of them', () => {
    const rules = [plainGradient(), followedBy(trace({ decay: 0.9 }))(sam({ rho: 1 })), normRegularised()]
    expectTypeOf(rules).items.toExtend<GradientRule>()
  })
})

describe('an optimizer', () => {
  it('is not a rule without a learning rate, nor is a rule an optimizer', () => {
    expectTypeOf(sam({ rho: 1 })).not.toExtend<Optimizer>()
    expectTypeOf(followedBy(clipByGlobalNorm(1))(sam({ rho: 1 }))).not.toExtend<Optimizer>()
    expectTypeOf(followedBy(sgd({ learningRate: 1 }))(sam({ rho: 1 }))).not.toExtend<GradientRule>()
    expectTypeOf(followedBy(descending(scale(-1)))(sam({ rho: 1 }))).toExtend<Optimizer>()
  })
})

describe('an objective without per-example losses', () => {
  const bowl: BatchObjective<Ours> = { batchLoss: ({ kernel }) => kernel }
  const descend = followedBy(sgd({ learningRate: 0.1 }))

  it('can be given to rules for which a batch’s loss will do', () => {
    const ofBatch = pipe(sam({ rho: 0.05 }), followedBy(clipByGlobalNorm(1)), descend)
    expectTypeOf(ofBatch).toExtend<BatchOptimizer>()
    expectTypeOf(descend(plainGradient())).toExtend<BatchOptimizer>()
    const params = {} as Ours
    const take = () => optimizerStep(bowl, ofBatch, params, ofBatch.init(params), {} as Batch, [0, 0])
    expectTypeOf(take).returns.toHaveProperty('params').toEqualTypeOf<Ours>()
  })

  it('can’t be given to rules that look at examples', () => {
    const params = {} as Ours
    const perExample = [
      descend(sam({ rho: 0.05, m: 1 })),
      descend(sam({ rho: 0.05, term: 'jacobian' })),
      pipe(sam({ rho: 0.05, m: 4 }), followedBy(clipByGlobalNorm(1)), descend),
    ] as const
    for (const optimizer of perExample) expectTypeOf(optimizer).not.toExtend<BatchOptimizer>()
    const refused = () =>
      // @ts-expect-error: 1-SAM has no use for a batch's loss
      optimizerStep(bowl, perExample[0], params, perExample[0].init(params), {} as Batch, [0, 0])
    // @ts-expect-error: nor has the norm regulariser
    const refusedToo = () => normRegularised().apply(bowl, params, [], {} as Batch, [0, 0])
    expectTypeOf([refused, refusedToo]).toBeArray()
  })
})

describe('a step', () => {
  it('keeps the types of the parameters and of the state', () => {
    expectTypeOf(optimizerStep<Ours, SgdState>).returns.toEqualTypeOf<Step<Ours, SgdState>>()
    expectTypeOf(applyUpdates<Ours>).returns.toEqualTypeOf<Ours>()
  })

  it('takes an objective of its own parameters and no other', () => {
    type Takes<Of, Params> = (objective: Objective<Of & Tree>, params: Params) => unknown
    const apply = <P extends Tree>(objective: Objective<P>, params: P): unknown =>
      plainGradient().apply(objective, params, [], {} as Batch, [0, 0])
    expectTypeOf(apply).toExtend<Takes<Ours, Ours>>()
    expectTypeOf(apply).not.toExtend<Takes<Theirs, Ours>>()
    expectTypeOf(apply).not.toExtend<Takes<Ours, readonly Tensor[]>>()
    expectTypeOf<Objective<Theirs>>().not.toExtend<Objective<Ours>>()
    expectTypeOf<Model<Ours>>().not.toExtend<Model<Theirs>>()
  })

  it('infers an objective’s parameters from its model', () => {
    const model = {
      init: (): Ours => ({ kernel: {} as Tensor }),
      apply: () => (params: Ours) => params.kernel,
    }
    const objective = { model, loss: crossEntropy }
    expectTypeOf(objective).toExtend<Objective<Ours>>()
    expectTypeOf(objective).not.toExtend<Objective<Theirs>>()
  })
})
