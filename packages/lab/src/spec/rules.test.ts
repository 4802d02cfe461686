import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { decodeRule, ruleKinds } from './rules.ts'

const labelOf = (text: string): string => orThrow(decodeRule(text)).value.label

describe('rules', () => {
  it('have their names, and what is special about them', () => {
    const labels = [
      'asam',
      'asam:2,form=davda54,m=1',
      'asam:eta=0.1',
      'gsam:0.1,alpha=0',
      'lookSam:every=5,weightDecay=0.1',
      'esam:gamma=1',
      'friendlySam:term=jacobian',
      'wsam:m=4',
      'decoupledWsam:gamma=0.8',
      'vasso:theta=0.4',
      'saner:m=4,weightDecay=0.1',
      'intervalSam:every=2,m=1',
      'samOn:term=logit',
      'aeSam:weightDecay=0.1',
      'eigenSam:m=8',
      'msam:1,weightDecay=0.1',
      'bsam:m=25',
    ]
    expect(labels.map(labelOf)).toEqual([
      'ASAM (ρ = 0.5)',
      '1-ASAM (ρ = 2, davda54)',
      'ASAM (ρ = 0.5, η = 0.1)',
      'GSAM (ρ = 0.1, α = 0)',
      'LookSAM (ρ = 0.1, k = 5, α = 0.7, λ = 0.1 inside)',
      'ESAM (ρ = 0.05, β = 0.6, γ = 1)',
      'Friendly SAM (ρ = 0.05, σ = 1, λ = 0.9, jacobian term)',
      '4-WSAM (ρ = 0.05, γ = 0.9)',
      'decoupled WSAM (ρ = 0.05, γ = 0.8)',
      'VaSSO (ρ = 0.05, θ = 0.4)',
      '4-SANER (ρ = 0.05, α = 0.5, λ = 0.1 inside)',
      '1-SAM every 2 steps (ρ = 0.05)',
      'SAM-ON (ρ = 0.5, logit term)',
      'AE-SAM (ρ = 0.05, λ = 0.1 inside)',
      '8-Eigen-SAM (ρ = 0.1, α = 0.2)',
      'MSAM (ρ = 1, λ = 0.1 inside)',
      '25-bSAM (ρ = 0.01)',
    ])
  })

  it('cost what they say', () => {
    const costs = ruleKinds.map(({ kind, gradientEvaluations }) => [kind, gradientEvaluations])
    expect(Object.fromEntries(costs)).toEqual({
      asam: 2,
      gsam: 2,
      lookSam: 1.1,
      esam: 1 + 1 / 3 + 0.5,
      friendlySam: 2,
      wsam: 2,
      decoupledWsam: 2,
      vasso: 2,
      sgd: 1,
      sam: 2,
      normRegularised: 1,
      saner: 2,
      intervalSam: 1.2,
      samOn: 2,
      msam: 1,
      aeSam: 2,
      eigenSam: 2.1,
      bsam: 2,
      smallLoss: 1 / 3 + 0.8,
      coTeaching: 2 * (1 / 3 + 0.8),
      earlyLearning: 1 + 1 / 3,
    })
  })

  it('say which options can’t be together', () => {
    expect(decodeRule('asam:form=davda54,eta=0.1')).toMatchObject({ left: { code: 'usage' } })
  })
})
