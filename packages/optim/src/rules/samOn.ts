import { PlanishError, tree } from '@planish/core'
import type { CountState } from '../state.ts'
import { normalisationParameters } from './normalisationParameters.ts'
import type { BatchRule, GradientRule } from './rule.ts'
import { type SamOptions, sam } from './sam.ts'

/** Options of {@link samOn}. */
export interface SamOnOptions extends Omit<SamOptions, 'mask'> {}

/**
 * SAM-ON: {@link sam} that perturbs only the scales and biases of normalisation layers, ε = ρ g/‖g‖ over those alone;
 * all parameters descend. It is `sam({ …, mask: normalisationParameters })`; m and term are `sam`'s.
 *
 * Mueller, Vlaar, Rolnick & Hein, *Normalization Layers Are All That Sharpness-Aware Minimization Needs* (NeurIPS
 * 2023, arXiv 2306.04226), whose radii are larger than SAM's, and whose networks have BatchNorm, where ours have
 * LayerNorm or GroupNorm. Their ASAM-ON is `asam` with the same mask.
 *
 * @throws PlanishError as `sam`; `usage` in `init` where no parameter is a normalisation's
 * @example
 * ```ts
 * import { followedBy, samOn, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.1, momentum: 0.9 }))(samOn({ rho: 0.5, m: 16 }))
 * ```
 */
export function samOn(
  options: SamOnOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<CountState>
export function samOn(options: SamOnOptions): GradientRule<CountState>
export function samOn(options: SamOnOptions): GradientRule<CountState> {
  const rule = sam({ ...options, mask: normalisationParameters })
  return {
    ...rule,
    init: params => {
      if (tree.entries(params).some(({ path, leaf }) => normalisationParameters(path, leaf))) {
        return rule.init(params)
      }
      throw new PlanishError(
        'usage',
        'samOn: no parameter is a normalisation layer’s, and no others are perturbed',
        'take a network with LayerNorm or GroupNorm, its modules named norm or bn; or sam',
      )
    },
  }
}
