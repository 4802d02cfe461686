import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { reshaped, rowsOf } from '../byGroup.ts'
import { bytes, count, formedWork, gramWork } from '../costModel.ts'
import { shift, shiftOwn } from '../shift.ts'
import type { Gram, Role } from './role.ts'

const asIndices = (indices: Tensor): tf.Tensor1D => reshaped(indices, [indices.size]) as tf.Tensor1D

/** Σ of the cotangent's rows by index, [rows, n]. */
const sumByIndex = (cotangent: Tensor, indices: Tensor, rows: number): Tensor =>
  tf.unsortedSegmentSum(rowsOf(cotangent), asIndices(indices), rows)

/** The indices into the groups' tables laid one after the other. */
function intoStacked(indices: Tensor, rows: number, groups: number): Tensor {
  const offsets = tf.expandDims(tf.mul(tf.range(0, groups, 1, 'int32'), tf.scalar(rows, 'int32')), 1)
  return tf.add(reshaped(indices, [groups, indices.size / groups]), offsets)
}

/** 1 where two positions of a group look up the same row: the indices are the same in both passes. */
function equalityGram(indices: Tensor, groups: number): Gram {
  const byPosition = reshaped(indices, [groups, indices.size / groups])
  const equal = tf.equal(tf.expandDims(byPosition, 2), tf.expandDims(byPosition, 1))
  return { between: () => tf.cast(equal, 'float32'), tensors: [equal] }
}

/** The rows of w that the indices u name. */
export const lookup: Role = {
  name: 'lookup',
  apply: (u, w, bias) =>
    shift(tf.reshape(tf.gather(w, asIndices(u)), [...u.shape, w.shape[1] as number]), bias),
  gradient: (u, cotangent, w) => sumByIndex(cotangent, u, w.shape[0] as number),
  groupGradients: (u, cotangent, w, groups) => {
    const [rows, width] = w.shape as [number, number]
    const sums = sumByIndex(cotangent, intoStacked(u, rows, groups), groups * rows)
    return tf.reshape(sums, [groups, rows, width])
  },
  applyOwn: (u, ws, biases) => {
    const [groups, rows, width] = ws.shape as [number, number, number]
    const stacked = tf.reshape(ws, [groups * rows, width])
    const found = tf.gather(stacked, asIndices(intoStacked(u, rows, groups)))
    return shiftOwn(tf.reshape(found, [...u.shape, width]), biases)
  },
  grams: { gram: (u, _, groups) => equalityGram(u, groups) },
  work: ({ input, parameter, m }) => {
    const positions = m * count(input)
    const width = parameter[1] as number
    return {
      forward: positions * width,
      variants: {
        gram: gramWork(positions, 1, width, bytes * positions * width),
        formed: formedWork(positions * width, count(parameter)),
      },
    }
  },
}
