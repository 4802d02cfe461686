import { normRegularised } from '@planish/optim'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'

export const normRegularisedKind = ruleKind({
  kind: 'normRegularised',
  summary:
    'SGD with ½γ_z‖z‖² on the last layer’s input and ½γ_v‖v‖² on its weights, the regulariser that imitates J-SAM.',
  source: {
    paper: 'Baek, Kolter & Raghunathan, Why is SAM Robust to Label Noise?',
    year: 2024,
    url: 'https://arxiv.org/abs/2405.03676',
  },
  formula: 'u = ∇(L(w) + γ_z/2 · mean ‖zᵢ‖² + γ_v/2 · ‖v‖²)',
  options: {
    gammaZ: real(gamma => gamma.min(0))
      .default(0.01)
      .meta({ description: 'γ_z, weight of the features’ norm', source: 'ours' }),
    gammaV: real(gamma => gamma.min(0))
      .default(0.1)
      .meta({ description: 'γ_v, weight of the head’s norm', source: 'ours' }),
  },
  build: options => ({ label: 'Norm-regularised', rule: normRegularised(options) }),
})
