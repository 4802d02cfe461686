import type { Tree } from '@planish/core'
import { describe, expectTypeOf, it } from 'vitest'
import type { SgdState } from '../aliases/sgd.ts'
import { sgd } from '../aliases/sgd.ts'
import type { BatchOptimizer, Optimizer } from '../optimizer.ts'
import type { CountState } from '../state.ts'
import { asam } from './asam.ts'
import { esam } from './esam.ts'
import { friendlySam } from './friendlySam.ts'
import { gsam } from './gsam.ts'
import { lookSam } from './lookSam.ts'
import type { BatchRule, GradientRule } from './rule.ts'
import { vasso } from './vasso.ts'
import { wsam } from './wsam.ts'
import { decoupledWsam } from './wsamDecoupled.ts'

const rho = 0.1

describe('SAM’s variants', () => {
  it('do with a batch’s loss unless they look at groups or at a term', () => {
    const ofBatch = [
      asam({ rho }),
      gsam({ rho }),
      lookSam({ rho }),
      friendlySam({ rho }),
      wsam({ rho }),
      vasso({ rho }),
    ] as const
    expectTypeOf(ofBatch).items.toExtend<BatchRule>()
    const perExample = [
      asam({ rho, m: 1 }),
      gsam({ rho, m: 4 }),
      lookSam({ rho, m: 1 }),
      friendlySam({ rho, term: 'jacobian' }),
      wsam({ rho, term: 'logit' }),
      vasso({ rho, m: 1 }),
      esam({ rho }),
    ] as const
    expectTypeOf(perExample).items.toExtend<GradientRule>()
    for (const rule of perExample) expectTypeOf(rule).not.toExtend<BatchRule>()
  })

  it('say what their states hold', () => {
    expectTypeOf(gsam({ rho }).init).returns.toEqualTypeOf<CountState>()
    expectTypeOf(lookSam({ rho }).init).returns.toHaveProperty('orthogonal').toEqualTypeOf<Tree>()
    expectTypeOf(vasso({ rho, m: 1 }).init)
      .returns.toHaveProperty('average')
      .toEqualTypeOf<Tree>()
  })
})

describe('decoupled WSAM', () => {
  const learningRate = 0.1

  it('is an optimizer, and keeps its base’s state', () => {
    const optimizer = decoupledWsam({ rho, learningRate, base: rate => sgd({ learningRate: rate }) })
    expectTypeOf(optimizer).toExtend<BatchOptimizer>()
    expectTypeOf(optimizer.init).returns.toHaveProperty('base').toEqualTypeOf<SgdState>()
    const inGroups = decoupledWsam({ rho, m: 4, learningRate, base: rate => sgd({ learningRate: rate }) })
    expectTypeOf(inGroups).toExtend<Optimizer>()
    expectTypeOf(inGroups).not.toExtend<BatchOptimizer>()
  })
})
