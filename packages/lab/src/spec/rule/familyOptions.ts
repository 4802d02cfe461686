import * as z from 'zod'
import { groupSize, real } from '../options.ts'

/** Options that most rules of the SAM family take. */

/** ρ, with the default of the rule's authors. */
export const radius = (rho: number, source: string) =>
  real(rho => rho.min(0))
    .default(rho)
    .meta({ description: 'ρ, radius of the perturbation', source })

/** A number from 0 to below 1. */
export const share = () => real(number => number.min(0).lt(1))

export const weightDecay = real(decay => decay.min(0))
  .default(0)
  .meta({
    description: 'λ of λ/2 ‖w‖² inside the loss, which is perturbed with it; --weight-decay is outside',
    source: 'ours',
  })

export const m = groupSize().default('batch').meta({
  description: 'size of the groups that share a perturbation, 1 for 1-SAM, or the whole batch',
  source: 'Foret et al. 2021, algorithm 1',
})

/** Which gradients a rule looks at. */
export const groups = {
  m,
  term: z.enum(['full', 'logit', 'jacobian']).default('full').meta({
    description: 'which factor of the gradient is taken at the perturbed weights',
    source: 'Foret et al. 2021',
  }),
  weightDecay,
}
