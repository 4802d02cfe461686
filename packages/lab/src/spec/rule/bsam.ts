import { bsam } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { m, radius, share } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const bsamKind = ruleKind({
  kind: 'bsam',
  summary:
    'bSAM, an optimizer of its own that learns a precision for each weight. It takes --learning-rate (0.5 in the paper); --momentum and --weight-decay are beta1 and priorPrecision here.',
  source: {
    paper: 'Möllenhoff & Khan, SAM as an Optimal Relaxation of Bayes',
    year: 2023,
    url: 'https://arxiv.org/abs/2210.01620',
  },
  formula:
    'w ← w − lr v/s, v ← β₁v + (1 − β₁)(∇L(w + ρ g/s) + δw), s ← β₂s + (1 − β₂)(√s |g| + γ + δ), g = ∇L(w + e/√(N s)), e ~ N(0, 1), δ = priorPrecision/N',
  first: 'rho',
  options: {
    rho: radius(0.01, 'Möllenhoff & Khan 2023, their code for CIFAR'),
    beta1: share().default(0.9).meta({ description: 'β₁, momentum', source: 'Möllenhoff & Khan 2023' }),
    beta2: share()
      .default(0.999)
      .meta({ description: 'β₂, what is kept of the precision', source: 'Möllenhoff & Khan 2023' }),
    damping: real(gamma => gamma.positive())
      .default(0.1)
      .meta({ description: 'γ, keeps s from vanishing', source: 'Möllenhoff & Khan 2023' }),
    priorPrecision: real(precision => precision.min(0))
      .default(40)
      .meta({ description: 'δN, precision of the prior', source: 'Möllenhoff & Khan 2023, their code' }),
    m,
  },
  build: options => {
    const { gradientEvaluations } = bsam({ ...options, examples: 1 })
    return {
      label: labelOf('bSAM', options, [`ρ = ${options.rho}`]),
      gradientEvaluations,
      training: ({ objective, examples, learningRate }) => ({
        objective,
        optimizer: bsam({ ...options, examples, learningRate }),
      }),
    }
  },
})
