import { real, whole } from '../options.ts'

/** Options of rules that learn from the examples of small loss. */
export const forgettingOptions = {
  forgetRate: real(share => share.min(0).lt(1))
    .default(0.2)
    .meta({
      description: 'τ, share of each batch that is let go in the end: the noise rate, where it is known',
      source: 'Han et al. 2018: the noise rate; 0.2 ours',
    }),
  gradual: whole(0).default(0).meta({
    description: 'steps over which that share rises from 0, linearly',
    source: 'Han et al. 2018: those of 10 epochs; 0 ours',
  }),
}
