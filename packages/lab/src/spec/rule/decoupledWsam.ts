import { decoupledWsam } from '@planish/optim'
import { ruleKind } from '../ruleKind.ts'
import { labelOf } from './label.ts'
import { yue } from './sources.ts'
import { wsamOptions } from './wsamOptions.ts'

export const decoupledWsamKind = ruleKind({
  kind: 'decoupledWsam',
  summary: 'WSAM as its paper has it: the weighted sharpness is descended beside the momentum.',
  source: yue,
  formula: 'w ← (descent along g) − lr a (gp − g), a = γ/(1 − γ), gp = ∇L(w + ρ g/‖g‖)',
  first: 'rho',
  options: wsamOptions,
  build: options => ({
    label: labelOf('decoupled WSAM', options, [`ρ = ${options.rho}`, `γ = ${options.gamma}`]),
    gradientEvaluations: 2,
    training: ({ objective, descent, learningRate }) => ({
      objective,
      optimizer: decoupledWsam({ ...options, learningRate, base: () => descent }),
    }),
  }),
})
