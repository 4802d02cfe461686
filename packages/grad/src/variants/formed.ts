import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { rowSquares } from '../byGroup.ts'
import type { GroupGradient } from './groupGradient.ts'

/** Gradients as they stand, [G, …shape of the parameter]. */
export const formed = (values: Tensor): GroupGradient => ({
  variant: 'formed',
  tensors: [values],
  form: () => tf.clone(values),
  squaredNorms: () => rowSquares(values),
  perturbation: scale => ({ kind: 'own', step: () => tf.mul(values, scale(values.rank)) }),
})
