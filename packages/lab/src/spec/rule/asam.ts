import { asam } from '@planish/optim'
import * as z from 'zod'
import { real } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'
import { labelOf } from './label.ts'

export const asamKind = ruleKind({
  kind: 'asam',
  summary:
    'Adaptive SAM: the neighbourhood is as wide in a coordinate as the weight is large. Libraries mean three algorithms by it, see form.',
  source: {
    paper:
      'Kwon, Kim, Park & Choi, ASAM: Adaptive Sharpness-Aware Minimization for Scale-Invariant Learning of Deep Neural Networks',
    year: 2021,
    url: 'https://arxiv.org/abs/2102.11600',
  },
  formula:
    'u = ∇L(w + ε), ε = ρ T² g/‖T g‖, T = |w| + η on kernels, 1 on biases; form=davda54: T = |w|; form=bigVision: ε = ρ |w| g/‖g‖',
  first: 'rho',
  options: {
    rho: radius(0.5, 'Kwon et al. 2021; for davda54 its author has 2'),
    form: z.enum(['official', 'davda54', 'bigVision']).default('official').meta({
      description: 'whose algorithm: the paper’s code, davda54/sam and pytorch_optimizer, or big_vision',
      source: 'Kwon et al. 2021',
    }),
    eta: real(eta => eta.min(0))
      .optional()
      .meta({ description: 'η, of the official form alone: 0.01 there, if left out' }),
    ...groups,
  },
  build: ({ eta, ...options }) => ({
    label: labelOf('ASAM', options, [
      `ρ = ${options.rho}`,
      ...(options.form === 'official' ? [] : [options.form]),
      ...(eta === undefined ? [] : [`η = ${eta}`]),
    ]),
    rule: asam({ ...options, ...(eta !== undefined && { eta }) }),
  }),
})
