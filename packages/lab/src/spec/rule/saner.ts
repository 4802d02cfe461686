import { saner } from '@planish/optim'
import { real, whole } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const sanerKind = ruleKind({
  kind: 'saner',
  summary: 'SAM, with the entries of the gradient that it makes smaller made smaller still; for label noise.',
  source: {
    paper:
      'Luong, Nguyen-Quang & Tran, Improving Resistance to Noisy Label Fitting by Reweighting Gradient in SAM',
    year: 2024,
    url: 'https://arxiv.org/abs/2411.17132',
  },
  formula:
    'u = α gp where sign gp = sign g and |gp| < |g|, else gp; g = ∇L_S(w), gp = ∇L_S(w + ρ g/‖g‖), α(t) = 1 + (α − 1) min(t/T, 1)',
  first: 'rho',
  options: {
    rho: radius(0.05, 'Foret et al. 2021'),
    alpha: real(alpha => alpha.min(0))
      .default(0.5)
      .meta({
        description: 'α, factor of the shrunken entries',
        source: 'ours, within the 0.25 to 0.75 of Luong et al. 2024',
      }),
    gradual: whole(0).default(0).meta({
      description: 'T, steps over which α comes down from 1, linearly',
      source: 'ours; Luong et al. 2024 also come down',
    }),
    ...groups,
  },
  build: ({ alpha, gradual, ...options }) => {
    const descending = (count: number): number => 1 + (alpha - 1) * Math.min(count / gradual, 1)
    return {
      label: labelOf('SANER', options, [`ρ = ${options.rho}`, `α = ${alpha}`]),
      rule: saner({ ...options, alpha: gradual === 0 ? alpha : descending }),
    }
  },
})
