import { samOn } from '@planish/optim'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const samOnKind = ruleKind({
  kind: 'samOn',
  summary:
    'SAM-ON: only the scales and biases of normalisation layers are perturbed; for networks that have some.',
  source: {
    paper:
      'Mueller, Vlaar, Rolnick & Hein, Normalization Layers Are All That Sharpness-Aware Minimization Needs',
    year: 2023,
    url: 'https://arxiv.org/abs/2306.04226',
  },
  formula: 'u = ∇L(w + ε), ε = ρ g/‖g‖ on the parameters of norms alone, g = ∇L(w)',
  first: 'rho',
  options: {
    rho: radius(0.5, 'ours: ten times that of Foret et al. 2021, as fewer weights are perturbed'),
    ...groups,
  },
  build: options => ({
    label: labelOf('SAM-ON', options, [`ρ = ${options.rho}`]),
    rule: samOn(options),
  }),
})
