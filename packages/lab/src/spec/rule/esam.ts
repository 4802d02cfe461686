import { esam } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { radius } from './familyOptions.ts'

export const esamKind = ruleKind({
  kind: 'esam',
  summary:
    'Efficient SAM: a random part of the coordinates is perturbed, and only the examples whose loss rises most have a second gradient.',
  source: {
    paper:
      'Du, Yan, Feng, Zhou, Zhen, Goh & Tan, Efficient Sharpness-aware Minimization for Improved Training of Neural Networks',
    year: 2022,
    url: 'https://arxiv.org/abs/2110.03141',
  },
  formula:
    'u = mean of ∇ℓᵢ(w + ε) over the γB examples of largest ℓᵢ(w + ε) − ℓᵢ(w), ε = ρ/β · b ∘ g/‖g‖, b ~ Bernoulli(β)',
  first: 'rho',
  options: {
    rho: radius(0.05, 'Du et al. 2022'),
    beta: real(beta => beta.positive().max(1))
      .default(0.6)
      .meta({ description: 'β, share of the coordinates', source: 'Du et al. 2022' }),
    gamma: real(gamma => gamma.positive().max(1))
      .default(0.5)
      .meta({ description: 'γ, share of the examples', source: 'Du et al. 2022' }),
  },
  build: options => ({
    label: `ESAM (ρ = ${options.rho}, β = ${options.beta}, γ = ${options.gamma})`,
    rule: esam(options),
  }),
})
