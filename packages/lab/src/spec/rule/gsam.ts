import { gsam } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const gsamKind = ruleKind({
  kind: 'gsam',
  summary:
    'GSAM: SAM that also closes the gap between the perturbed loss and the loss. With a constant radius, as the learning rate here.',
  source: {
    paper:
      'Zhuang, Gong, Yuan, Cui, Adam, Dvornek, Tatikonda, Duncan & Liu, Surrogate Gap Minimization Improves Sharpness-Aware Training',
    year: 2022,
    url: 'https://arxiv.org/abs/2203.08065',
  },
  formula: 'u = gp − α g⊥, g⊥ = g − ⟨g, gp⟩ gp/‖gp‖², gp = ∇L(w + ρ g/‖g‖)',
  first: 'rho',
  options: {
    rho: radius(0.05, 'ours; the paper’s follows the learning rate'),
    alpha: real()
      .default(0.4)
      .meta({ description: 'α, weight of −g⊥; 0 is SAM', source: 'pytorch_optimizer; the paper tunes it' }),
    ...groups,
  },
  build: options => ({
    label: labelOf('GSAM', options, [`ρ = ${options.rho}`, `α = ${options.alpha}`]),
    rule: gsam(options),
  }),
})
