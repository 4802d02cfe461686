import type { Tensor } from '@tensorflow/tfjs-core'
import type { PerGroup } from '../byGroup.ts'
import type { Variant } from '../roles/role.ts'

/** w + c_g g_g takes the place of w: weights of each group's own. */
export interface OwnWeights {
  readonly kind: 'own'
  /** c_g g_g, [G, …shape of the parameter]. */
  readonly step: () => Tensor
}

/** What c_g g_g adds to A(u′, w), as a linear map of u′. */
export interface Addend {
  readonly kind: 'addend'
  /** [G, P, out], from u′ of the input's shape. */
  readonly of: (at: Tensor) => Tensor
  /** Its adjoint, from the output's cotangent [G, P, out] to the input's shape; none where the addend is a constant. */
  readonly pullback?: (cotangent: Tensor) => Tensor
}

/** The same where each group has a single position, and all that is added to it lies along one row: f(u′) d. */
export interface AddendAlongRow {
  readonly kind: 'row'
  /** d, [G, out]. */
  readonly row: Tensor
  /** f, [G, 1], from u′ as rows [G, in]. */
  readonly factor: (at: Tensor) => Tensor
  /** From the factor's cotangent [G, 1] to the rows' [G, in]. */
  readonly pullback: (cotangent: Tensor) => Tensor
}

/** A bias's part is in what its matrix adds. */
export interface AddedAlready {
  readonly kind: 'along'
}

/** What moving a parameter along each group's own gradient does to the operation that uses it. */
export type Perturbation = OwnWeights | Addend | AddendAlongRow | AddedAlready

/** The gradient of each of G groups in one parameter, in whatever form is cheapest. */
export interface GroupGradient {
  readonly variant: Variant | 'along'
  /** ‖g‖² of each group, [G]; none where another parameter's holds it. */
  readonly squaredNorms: (() => Tensor) | undefined
  /** Of moving the parameter by c_g g_g; c for ranks 2, 3, and that of the gradients. */
  readonly perturbation: (scale: PerGroup) => Perturbation
  /** The gradients themselves, [G, …shape of the parameter]. */
  readonly form: () => Tensor
  /** What is held for it. */
  readonly tensors: readonly Tensor[]
}
