import { intervalSam } from '@planish/optim'
import { whole } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'
import { liu } from './sources.ts'

export const intervalSamKind = ruleKind({
  kind: 'intervalSam',
  summary: 'SAM every k-th step, the plain gradient between: the baseline for what saves gradients.',
  source: liu,
  formula: 'u = ∇L(w + ρ g/‖g‖) at steps 0, k, 2k, …, else g; g = ∇L(w)',
  first: 'rho',
  options: {
    rho: radius(0.05, 'Foret et al. 2021'),
    every: whole().default(5).meta({ description: 'k, steps from one of SAM to the next', source: 'ours' }),
    ...groups,
  },
  build: options => ({
    label: labelOf(`SAM every ${options.every} steps`, options, [`ρ = ${options.rho}`]),
    rule: intervalSam(options),
  }),
})
