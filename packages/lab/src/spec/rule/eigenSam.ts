import { eigenSam } from '@planish/optim'
import { real, whole } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const eigenSamKind = ruleKind({
  kind: 'eigenSam',
  summary: 'Eigen-SAM: the perturbation is turned towards the Hessian’s top eigenvector, found now and then.',
  source: {
    paper:
      'Luo, Truong, Pham, Harandi, Phung & Le, Explicit Eigenvalue Regularization Improves Sharpness-Aware Minimization',
    year: 2024,
    url: 'https://arxiv.org/abs/2501.12666',
  },
  formula: 'u = ∇L(w + ε), ε = ρ (ĝ + α sign⟨g, v⟩ v⊥), v⊥ = v − ⟨v, ĝ⟩ ĝ, ĝ = g/‖g‖',
  first: 'rho',
  options: {
    rho: radius(0.1, 'Luo et al. 2024, their code for CIFAR-100'),
    alpha: real(alpha => alpha.min(0))
      .default(0.2)
      .meta({ description: 'α, share of the eigenvector', source: 'Luo et al. 2024, their code' }),
    every: whole()
      .default(100)
      .meta({ description: 'steps between two estimates of v', source: 'Luo et al. 2024' }),
    iterations: whole()
      .default(5)
      .meta({ description: 'power iterations of an estimate', source: 'Luo et al. 2024, their code' }),
    ...groups,
  },
  build: options => ({
    label: labelOf('Eigen-SAM', options, [`ρ = ${options.rho}`, `α = ${options.alpha}`]),
    rule: eigenSam(options),
  }),
})
