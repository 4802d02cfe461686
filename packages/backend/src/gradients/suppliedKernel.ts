import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import { engine, getKernel, registerKernel, Tensor, tidy, unregisterKernel } from '@tensorflow/tfjs-core'
import { windowKernels, withExplicitPadding } from './explicitPadding.ts'

/** A backend as tfjs calls it. */
export type TfBackendName = 'cpu' | 'tensorflow' | 'wasm' | 'webgpu'

/** A kernel made of tfjs operations, for backends that lack it or whose own is wrong or slow. */
export interface SuppliedKernel {
  readonly kernelName: string
  readonly backends: readonly TfBackendName[]
  /**
   * @param inputs the operands under tfjs's names
   * @param attributes tfjs's attributes; of one number as padding see {@link withExplicitPadding}
   * @param original the backend's own kernel, with the same attributes unless others are given
   */
  readonly compute: (
    inputs: { readonly [name: string]: Tensor },
    attributes: NamedAttrMap,
    original: (inputs: NamedTensorInfoMap, attributes?: NamedAttrMap) => Tensor,
  ) => Tensor | Tensor[]
}

/** The same in every copy of this package, so that no kernel is wrapped twice. */
const mark = Symbol.for('@planish/backend supplied kernel')

/** Registers a kernel on a backend, in the place of its own if it has one; safe to call again. */
export function supplyKernel({ kernelName, compute }: SuppliedKernel, backendName: TfBackendName): void {
  const own = getKernel(kernelName, backendName)
  if (own !== undefined && mark in own.kernelFunc) return
  const movesWindow = windowKernels.includes(kernelName)
  const kernelFunc: KernelFunc = ({ inputs, attrs: given = {}, backend }) => {
    const attrs = movesWindow ? withExplicitPadding(given) : given
    const original = (others: NamedTensorInfoMap, otherAttrs = attrs): Tensor => {
      const result = own.kernelFunc({ inputs: others, attrs: otherAttrs, backend }) as TensorInfo
      // The native backend's kernels make tensors, the others descriptions of them.
      return result instanceof Tensor ? result : engine().makeTensorFromTensorInfo(result)
    }
    return tidy(() => compute(inputs as { [name: string]: Tensor }, attrs, original))
  }
  if (own !== undefined) unregisterKernel(kernelName, backendName)
  registerKernel({ ...own, kernelName, backendName, kernelFunc: Object.assign(kernelFunc, { [mark]: true }) })
}

/** Gives the kernels that move a window their padding side by side, also where they are the backend's own. */
export function supplyPadding(backendName: TfBackendName): void {
  for (const kernelName of windowKernels) {
    if (getKernel(kernelName, backendName) === undefined) continue
    const compute: SuppliedKernel['compute'] = (inputs, attributes, original) => original(inputs, attributes)
    supplyKernel({ kernelName, backends: [backendName], compute }, backendName)
  }
}
