import { gradientFloor } from '@planish/grad'
import { sam, type Term } from '@planish/optim'
import { flag, real, whole } from '../options.ts'
import { ruleKind } from '../ruleKind.ts'
import { groups, radius } from './familyOptions.ts'

const termPrefix: { readonly [term in Term]: string } = { full: '', logit: 'L-', jacobian: 'J-' }

/** `SAM`, `1-SAM`, `L-SAM`, `J-SAM (m = 4)`, …: the paper's names, L- and J-SAM being 1-SAM's two halves. */
function samLabel(m: number | 'batch', term: Term, details: readonly string[]): string {
  if (term === 'full') return `${m === 'batch' ? '' : `${m}-`}SAM (${details.join(', ')})`
  return `${termPrefix[term]}SAM (${[...details, ...(m === 1 ? [] : [`m = ${m}`])].join(', ')})`
}

export const samKind = ruleKind({
  kind: 'sam',
  summary:
    'Sharpness-aware minimization, m-SAM and 1-SAM; with the terms of Baek et al. 2024 also L-SAM (term=logit) and J-SAM (term=jacobian).',
  source: {
    paper:
      'Foret, Kleiner, Mobahi & Neyshabur, Sharpness-Aware Minimization for Efficiently Improving Generalization',
    year: 2021,
    url: 'https://arxiv.org/abs/2010.01412',
  },
  formula:
    'u = Σ_S |S|/B · ∇L_S(w + ε_S), ε_S = ρ ∇L_S(w)/‖∇L_S(w)‖, S groups of m examples; term=logit: mean of J(w)ᵀ r(w + ε), term=jacobian: mean of J(w + ε)ᵀ r(w)',
  first: 'rho',
  options: {
    rho: radius(0.05, 'Foret et al. 2021'),
    ...groups,
    steps: whole().default(1).meta({
      description: 'steps of projected ascent that lead to the perturbation, each of length ρ/steps',
      source: 'Foret et al. 2021',
    }),
    unnormalised: flag()
      .default(false)
      .meta({ description: 'ε = ρ g, not ρ g/‖g‖', source: 'Andriushchenko & Flammarion 2022' }),
    relative: flag().default(false).meta({ description: 'ρ in units of ‖w‖', source: 'ours' }),
    clip: real(norm => norm.positive())
      .optional()
      .meta({ description: 'norm to which each gradient is clipped before it is used', source: 'ours' }),
    floor: real(norm => norm.min(0))
      .default(gradientFloor)
      .meta({ description: 'norm of a gradient at or below which nothing is perturbed', source: 'ours' }),
    memoryBudget: whole()
      .default(2 ** 30)
      .meta({
        description: 'bytes that groups run together may hold; more are run in several parts',
        source: 'ours, 1 GiB',
      }),
  },
  build: ({ unnormalised, clip, ...options }) => {
    const { rho, relative, m, term, steps, weightDecay } = options
    const details = [
      `ρ = ${rho}${relative ? '‖w‖' : ''}`,
      ...(steps > 1 ? [`${steps} steps`] : []),
      ...(unnormalised ? ['unnormalised'] : []),
      ...(weightDecay > 0 ? [`λ = ${weightDecay} inside`] : []),
      ...(clip === undefined ? [] : [`clipped at ${clip}`]),
    ]
    return {
      label: samLabel(m, term, details),
      rule: sam({ ...options, normalised: !unnormalised, ...(clip !== undefined && { clip }) }),
    }
  },
})
