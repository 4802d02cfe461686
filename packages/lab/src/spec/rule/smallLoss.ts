import { plainGradient, smallLoss } from '@planish/optim'
import { ruleKind } from '../ruleKind.ts'
import { forgettingOptions } from './forgettingOptions.ts'
import { han } from './sources.ts'

export const smallLossKind = ruleKind({
  kind: 'smallLoss',
  summary: 'SGD on the examples of each batch with the smallest losses: one network of co-teaching, alone.',
  source: han,
  formula: 'u = mean of ∇ℓᵢ(w) over the (1 − R(t)) B examples of smallest ℓᵢ(w), R(t) = τ min(t/T, 1)',
  first: 'forgetRate',
  options: forgettingOptions,
  build: given => ({
    label: `small loss (τ = ${given.forgetRate})`,
    rule: smallLoss(given, plainGradient()),
  }),
})
