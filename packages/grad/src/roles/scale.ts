import { affine, sumByGroup, sumsByGroup } from '@planish/backend'
import { reshaped } from '../byGroup.ts'
import { count, formedWork } from '../costModel.ts'
import type { Role } from './role.ts'

/** u∘w over the last axis: so small that it is always formed. */
export const scale: Role = {
  name: 'scale',
  apply: affine,
  pullback: (cotangent, w) => affine(cotangent, w),
  gradient: (u, cotangent, w) => reshaped(sumByGroup(cotangent, u, 1), w.shape),
  groupGradients: (u, cotangent, _, groups) => sumByGroup(cotangent, u, groups),
  groupGradientsWithBias: (u, cotangent, groups) => sumsByGroup(cotangent, u, groups),
  applyOwn: affine,
  pullbackOwn: (cotangent, ws) => affine(cotangent, ws),
  grams: {},
  work: ({ input, parameter, m }) => ({
    forward: m * count(input),
    variants: { formed: formedWork(m * count(input), count(parameter)) },
  }),
}
