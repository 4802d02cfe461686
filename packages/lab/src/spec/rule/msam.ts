import { msam } from '@planish/optim'
import { ruleKind } from '../ruleKind.ts'
import { radius, share, weightDecay } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const msamKind = ruleKind({
  kind: 'msam',
  summary:
    'Momentum-SAM: one gradient a step, at weights perturbed down the momentum; losses are those there.',
  source: {
    paper:
      'Becker, Altrock & Risse, Momentum-SAM: Sharpness Aware Minimization without Computational Overhead',
    year: 2024,
    url: 'https://arxiv.org/abs/2401.12033',
  },
  formula: 'u = ∇L(w − ρ v/‖v‖), v ← μ v + u',
  first: 'rho',
  options: {
    rho: radius(3, 'Becker et al. 2024, for CIFAR-100'),
    momentum: share()
      .default(0.9)
      .meta({ description: 'μ of v; the same as --momentum', source: 'Becker et al. 2024' }),
    weightDecay,
  },
  build: options => ({ label: labelOf('MSAM', options, [`ρ = ${options.rho}`]), rule: msam(options) }),
})
