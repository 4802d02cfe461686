import { aeSam, followedBy } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius, share } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const aeSamKind = ruleKind({
  kind: 'aeSam',
  summary:
    'AE-SAM: SAM where the gradient is long for its time, SGD elsewhere. The numbers are AE-SAM’s; both are computed, so that the saving is not had.',
  source: {
    paper: 'Jiang, Yang, Zhang & Kwok, An Adaptive Policy to Employ Sharpness-Aware Minimization',
    year: 2023,
    url: 'https://arxiv.org/abs/2304.14647',
  },
  formula:
    'u = ∇L(w + ρ g/‖g‖) if ‖g‖² ≥ μ + c σ, else g; μ ← δμ + (1 − δ)‖g‖², σ² ← δσ² + (1 − δ)(‖g‖² − μ)², c = t/T · λ₁ + (1 − t/T) λ₂, T the steps of the run',
  first: 'rho',
  options: {
    rho: radius(0.05, 'Foret et al. 2021'),
    lambda1: real()
      .default(-1)
      .meta({ description: 'λ₁, threshold in the end', source: 'Jiang et al. 2023 (unchecked)' }),
    lambda2: real()
      .default(1)
      .meta({ description: 'λ₂, threshold at the start', source: 'Jiang et al. 2023 (unchecked)' }),
    delta: share().default(0.9).meta({
      description: 'δ, what is kept of the running mean and variance',
      source: 'Jiang et al. 2023',
    }),
    ...groups,
  },
  build: options => ({
    label: labelOf('AE-SAM', options, [`ρ = ${options.rho}`]),
    gradientEvaluations: aeSam({ ...options, steps: 1 }).gradientEvaluations,
    training: ({ objective, descent, steps }) => ({
      objective,
      optimizer: followedBy(descent)(aeSam({ ...options, steps })),
    }),
  }),
})
