import { lookSam } from '@planish/optim'
import { real, whole } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'
import { liu } from './sources.ts'

export const lookSamKind = ruleKind({
  kind: 'lookSam',
  summary: 'LookSAM: SAM every few steps, and what it added to the gradient once more in between.',
  source: liu,
  formula:
    'u = gp every k steps, keeping gv = gp − ⟨gp, g⟩ g/‖g‖²; u = g + α ‖g‖/‖gv‖ gv in between, gp = ∇L(w + ρ g/‖g‖)',
  first: 'rho',
  options: {
    rho: radius(0.1, 'pytorch_optimizer'),
    every: whole().default(10).meta({ description: 'k; 1 is SAM', source: 'pytorch_optimizer' }),
    alpha: real()
      .default(0.7)
      .meta({ description: 'α, how much is reused, in units of ‖g‖', source: 'pytorch_optimizer' }),
    ...groups,
  },
  build: options => ({
    label: labelOf('LookSAM', options, [
      `ρ = ${options.rho}`,
      `k = ${options.every}`,
      `α = ${options.alpha}`,
    ]),
    rule: lookSam(options),
  }),
})
