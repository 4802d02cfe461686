import type { Tensor } from '@tensorflow/tfjs-core'
import type { GroupGradient } from './groupGradient.ts'

/**
 * The gradient of a bias whose matrix is held by factors: both move along the same cotangents, and the matrix's
 * norm and its perturbation hold the bias's part.
 *
 * @param form the gradients themselves
 */
export const along = (form: () => Tensor): GroupGradient => ({
  variant: 'along',
  tensors: [],
  form,
  squaredNorms: undefined,
  perturbation: () => ({ kind: 'along' }),
})
