import type { GradConfig, KernelFunc, NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import {
  engine,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  registerKernel,
  tidy,
} from '@tensorflow/tfjs-core'
import type { Fused } from './fusedKernels.ts'
import { fusedKernels, fusedProducts } from './fusedKernels.ts'

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
  /** The same in one kernel of the native binding, for attributes that it has one for. */
  readonly fused?: (run: Fused, inputs: NamedTensorMap, attributes: Attributes) => Tensor[] | undefined
  /** Whether that kernel is one of those that multiply matrices, which not every processor has. */
  readonly products?: boolean
  readonly gradient: Omit<GradConfig, 'kernelName'>
}

/** Runs an operation on the current backend, where it is registered first if it has to be. */
export function runOperation<Attributes extends NamedAttrMap>(
  operation: Operation<Attributes>,
  inputs: NamedTensorMap,
  attributes: Attributes,
): Tensor[] {
  const { name, gradient } = operation
  const backendName = getBackend()
  if (getKernel(name, backendName) === undefined) {
    registerKernel({ kernelName: name, backendName, kernelFunc: kernelOf(operation) })
  }
  if (getGradient(name) === undefined) registerGradient({ kernelName: name, ...gradient })
  return engine().runKernel<Tensor[]>(name, inputs, attributes)
}

function kernelOf<Attributes extends NamedAttrMap>({
  compute,
  fused,
  products = false,
}: Operation<Attributes>): KernelFunc {
  const run = products ? fusedProducts() : fusedKernels()
  return ({ inputs, attrs }) => {
    const [at, attributes] = [inputs as NamedTensorMap, attrs as Attributes]
    const result = run === undefined ? undefined : fused?.(run, at, attributes)
    return result ?? tidy(() => compute(at, attributes))
  }
}
