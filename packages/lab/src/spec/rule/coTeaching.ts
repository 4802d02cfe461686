import { coTeaching, followedBy, plainGradient, twoNetworks } from '@planish/optim'
import { anyModel } from '../model/anyModel.ts'
import { ruleKind } from '../ruleKind.ts'
import { forgettingOptions } from './forgettingOptions.ts'
import { han } from './sources.ts'

export const coTeachingKind = ruleKind({
  kind: 'coTeaching',
  summary:
    'Two networks, each taught on the examples of each batch that have the smallest losses in the other; the first is measured.',
  source: han,
  formula:
    'u_f = mean of ∇ℓᵢ(f) over the (1 − R(t)) B examples of smallest ℓᵢ(g), u_g with f and g exchanged; R(t) = τ min(t/T, 1)',
  first: 'forgetRate',
  options: forgettingOptions,
  build: given => {
    const rule = coTeaching(given, plainGradient())
    return {
      label: `co-teaching (τ = ${given.forgetRate})`,
      gradientEvaluations: rule.gradientEvaluations,
      training: ({ objective: { model, loss }, descent }) => ({
        objective: { model: anyModel(twoNetworks(model)), loss },
        optimizer: followedBy(descent)(rule),
      }),
    }
  },
})
