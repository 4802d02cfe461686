import { real } from '../options.ts'
import { groups, radius } from './familyOptions.ts'

/** Options of WSAM, coupled and decoupled. */
export const wsamOptions = {
  rho: radius(0.05, 'Yue et al. 2023, their code'),
  gamma: real(gamma => gamma.min(0).lt(1))
    .default(0.9)
    .meta({ description: 'γ: the sharpness weighs γ/(1 − γ), at 0.5 as in SAM', source: 'Yue et al. 2023' }),
  ...groups,
}
