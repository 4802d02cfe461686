import { vasso } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const vassoKind = ruleKind({
  kind: 'vasso',
  summary: 'VaSSO: the perturbation lies along an average of gradients, which batches move less.',
  source: {
    paper: 'Li & Giannakis, Enhancing Sharpness-Aware Optimization Through Variance Suppression',
    year: 2023,
    url: 'https://arxiv.org/abs/2309.15639',
  },
  formula: 'u = ∇L(w + ρ d/‖d‖), d ← (1 − θ) d + θ g',
  first: 'rho',
  options: {
    rho: radius(0.05, 'Li & Giannakis 2023, their code'),
    theta: real(theta => theta.min(0).max(1))
      .default(0.2)
      .meta({ description: 'θ, share of the newest gradient; 1 is SAM', source: 'Li & Giannakis 2023' }),
    ...groups,
  },
  build: options => ({
    label: labelOf('VaSSO', options, [`ρ = ${options.rho}`, `θ = ${options.theta}`]),
    rule: vasso(options),
  }),
})
