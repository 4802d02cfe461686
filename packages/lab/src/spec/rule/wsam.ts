import { wsam } from '@planish/optim'
import { ruleKind } from '../ruleKind.ts'
import { labelOf } from './label.ts'
import { yue } from './sources.ts'
import { wsamOptions } from './wsamOptions.ts'

export const wsamKind = ruleKind({
  kind: 'wsam',
  summary: 'WSAM, coupled: SAM whose sharpness has a weight.',
  source: yue,
  formula: 'u = (1 − a) g + a gp, a = γ/(1 − γ), gp = ∇L(w + ρ g/‖g‖)',
  first: 'rho',
  options: wsamOptions,
  build: options => ({
    label: labelOf('WSAM', options, [`ρ = ${options.rho}`, `γ = ${options.gamma}`]),
    rule: wsam(options),
  }),
})
