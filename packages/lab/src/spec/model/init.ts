import * as z from 'zod'
import { real } from '../options.ts'

/** The option of how kernels are drawn. */
export const initOption = z
  .enum(['lecunNormal', 'heNormal'])
  .default('lecunNormal')
  .describe(
    'how kernels are drawn, from a normal distribution cut at ±2 deviations: variance 1/fanIn (Flax) or 2/fanIn (He et al.)',
  )

/** The option of what stands between layers. */
export const activationOption = z
  .enum(['relu', 'tanh', 'gelu', 'identity'])
  .default('relu')
  .describe('between the layers; gelu is x/2 · (1 + erf(x/√2)), exactly')

/** The option of how much training drops. */
export const dropoutOption = (where: string) =>
  real(rate => rate.min(0).lt(1))
    .default(0)
    .describe(
      `share of ${where} that training sets to zero, dividing the others by 1 − dropout; planish step drops nothing`,
    )
