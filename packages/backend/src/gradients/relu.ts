import type { GradConfig, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { mul, Relu, step, zerosLike } from '@tensorflow/tfjs-core'
import type { NativeBackend } from '../fused/nativeBackend.ts'
import { nativeBackend } from '../fused/nativeBackend.ts'
import type { Operation } from '../fused/operation.ts'
import { runOperation } from '../fused/operation.ts'

/** dy where y is positive, else 0, in TensorFlow's one pass. */
const whereActive = (native: NativeBackend): Operation<Record<string, never>> => ({
  name: 'PlanishReluGrad',
  compute: ({ dy, y }: NamedTensorMap) => {
    const { TF_ATTR_TYPE, TF_FLOAT } = native.binding
    const attributes = [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }]
    return native.executeMultipleOutputs('ReluGrad', attributes, [dy as Tensor, y as Tensor], 1)
  },
  gradient: {
    inputsToSave: ['y'],
    gradFunc: (ddx, saved) => {
      const [y] = saved as [Tensor]
      return { dy: () => reluBackward(ddx as Tensor, y), y: () => zerosLike(y) }
    },
  },
})

/** tfjs's native kernel for `step` is put together from six others and an array of ones. */
function reluBackward(dy: Tensor, y: Tensor): Tensor {
  const native = nativeBackend()
  if (native === undefined) return mul(dy, step(y))
  return runOperation(whereActive(native), { dy, y }, {})[0] as Tensor
}

/** dy where the output is positive. */
export const reluGradient: GradConfig = {
  kernelName: Relu,
  outputsToSave: [true],
  gradFunc: (dy, saved) => {
    const [y] = saved as [Tensor]
    return { x: () => reluBackward(dy as Tensor, y) }
  },
}
