import type { GradConfig, NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import {
  engine,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  registerKernel,
  tidy,
} from '@tensorflow/tfjs-core'

/**
 * A differentiable operation of Planish's own, known to tfjs by name.
 *
 * A kernel with a gradient rule, and not `tf.customGrad`: a rule computes the gradients that are on the path and no
 * others, and what it saves stays connected to the tape, so that a second derivative is right too. (`customGrad`
 * takes what the forward pass saved for a constant, in silence.)
 */
export interface Operation<Attributes extends NamedAttrMap> {
  readonly name: string
  /** Puts it together from tfjs's operations, on whatever backend. */
  readonly compute: (inputs: NamedTensorMap, attributes: Attributes) => Tensor[]
  readonly gradient: Omit<GradConfig, 'kernelName'>
}

/** Runs an operation on the current backend, where it is registered first if it has to be. */
export function runOperation<Attributes extends NamedAttrMap>(
  { name, compute, gradient }: Operation<Attributes>,
  inputs: NamedTensorMap,
  attributes: Attributes,
): Tensor[] {
  const backendName = getBackend()
  if (getKernel(name, backendName) === undefined) {
    const kernelFunc = (call: { inputs: unknown }): Tensor[] => {
      const { inputs: at, attrs } = call as { inputs: NamedTensorMap; attrs: Attributes }
      return tidy(() => compute(at, attrs))
    }
    registerKernel({ kernelName: name, backendName, kernelFunc })
  }
  if (getGradient(name) === undefined) registerGradient({ kernelName: name, ...gradient })
  return engine().runKernel<Tensor[]>(name, inputs, attributes)
}
