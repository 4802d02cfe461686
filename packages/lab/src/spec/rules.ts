import type { GradientRule, Term } from '@planish/optim'
import { normRegularised, plainGradient, sam } from '@planish/optim'
import * as z from 'zod'
import { decodeSpec, type Kind, kind } from './kind.ts'
import { groupSize, real, whole } from './options.ts'

/** A rule and its name for people. */
export interface NamedRule {
  readonly label: string
  readonly rule: GradientRule
}

const termPrefix: { readonly [term in Term]: string } = { full: '', logit: 'L-', jacobian: 'J-' }

/** `SAM`, `1-SAM`, `L-SAM`, `J-SAM (m = 4)`, …: the paper's names, L- and J-SAM being 1-SAM's two halves. */
function samLabel(rho: number, m: number | 'batch', term: Term): string {
  if (term === 'full') return `${m === 'batch' ? '' : `${m}-`}SAM (ρ = ${rho})`
  return `${termPrefix[term]}SAM (ρ = ${rho}${m === 1 ? '' : `, m = ${m}`})`
}

/** The gradient rules that a specification can name. */
export const ruleKinds: readonly Kind<NamedRule>[] = [
  kind({
    kind: 'sgd',
    summary: 'The plain gradient of the batch: stochastic gradient descent. One gradient evaluation a step.',
    options: {},
    build: () => ({ label: 'SGD', rule: plainGradient() }),
  }),
  kind({
    kind: 'sam',
    summary:
      'Sharpness-aware minimization, m-SAM and 1-SAM, L-SAM (term=logit) and J-SAM (term=jacobian). Foret et al. 2021; Baek, Kolter & Raghunathan 2024. Two gradient evaluations a step.',
    first: 'rho',
    options: {
      rho: real(rho => rho.min(0))
        .default(0.05)
        .describe('radius of the perturbation; default 0.05, of Foret et al.'),
      m: groupSize()
        .default('batch')
        .describe('size of the groups that share a perturbation, 1 for 1-SAM; default the whole batch'),
      term: z
        .enum(['full', 'logit', 'jacobian'])
        .default('full')
        .describe('which factor of the gradient is taken at the perturbed weights'),
      memoryBudget: whole()
        .default(2 ** 30)
        .describe('bytes that groups run together may hold; more are run in several parts; default 1 GiB'),
    },
    build: ({ rho, m, term, memoryBudget }) => ({
      label: samLabel(rho, m, term),
      rule: sam({ rho, m, term, memoryBudget }),
    }),
  }),
  kind({
    kind: 'normRegularised',
    summary:
      'SGD with ½γ_z‖z‖² on the last layer’s input and ½γ_v‖v‖² on its weights, the regulariser that imitates J-SAM. Baek, Kolter & Raghunathan 2024. One gradient evaluation a step.',
    options: {
      gammaZ: real(gamma => gamma.min(0))
        .default(0.01)
        .describe('γ_z; default 0.01, ours'),
      gammaV: real(gamma => gamma.min(0))
        .default(0.1)
        .describe('γ_v; default 0.1, ours'),
    },
    build: options => ({ label: 'Norm-regularised', rule: normRegularised(options) }),
  }),
]

/** Reads a rule's specification. */
export const decodeRule = decodeSpec('rule', ruleKinds)
