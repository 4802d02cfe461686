import { plainGradient } from '@planish/optim'
import { ruleKind } from '../ruleKind.ts'

export const sgdKind = ruleKind({
  kind: 'sgd',
  summary: 'The plain gradient of the batch: stochastic gradient descent.',
  source: {
    paper: 'Robbins & Monro, A Stochastic Approximation Method',
    year: 1951,
    url: 'https://doi.org/10.1214/aoms/1177729586',
  },
  formula: 'u = 1/B · Σᵢ ∇ℓᵢ(w)',
  options: {},
  build: () => ({ label: 'SGD', rule: plainGradient() }),
})
