import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { perGroup, rowsOf } from '../byGroup.ts'
import type { GroupGradient } from './groupGradient.ts'

/** Gradients as they stand, [G, …shape of the parameter]. */
export const formed = (values: Tensor): GroupGradient => ({
  variant: 'formed',
  tensors: [values],
  form: () => tf.clone(values),
  squaredNorms: () => tf.sum(tf.square(rowsOf(values, values.size / (values.shape[0] as number))), 1),
  perturbation: scale => ({ kind: 'own', step: () => tf.mul(values, perGroup(scale, values.rank)) }),
})
