import { friendlySam } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const friendlySamKind = ruleKind({
  kind: 'friendlySam',
  summary: 'Friendly SAM: the perturbation leaves out what the gradients of all batches have in common.',
  source: {
    paper: 'Li, Zhou, He, Cheng & Huang, Friendly Sharpness-Aware Minimization',
    year: 2024,
    url: 'https://arxiv.org/abs/2403.12350',
  },
  formula: 'u = ∇L(w + ρ d/‖d‖), d = g − σ m; then m ← λ m + (1 − λ) g',
  first: 'rho',
  options: {
    rho: radius(0.05, 'Li et al. 2024, their optimizer'),
    sigma: real()
      .default(1)
      .meta({ description: 'σ, how much is left out; 0 is SAM', source: 'Li et al. 2024' }),
    lambda: real(lambda => lambda.min(0).max(1))
      .default(0.9)
      .meta({ description: 'λ, share of the past in the average', source: 'Li et al. 2024' }),
    ...groups,
  },
  build: options => ({
    label: labelOf('Friendly SAM', options, [
      `ρ = ${options.rho}`,
      `σ = ${options.sigma}`,
      `λ = ${options.lambda}`,
    ]),
    rule: friendlySam(options),
  }),
})
